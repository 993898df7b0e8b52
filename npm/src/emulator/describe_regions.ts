import type { Call, World } from "./call.js";

/** DescribeRegions: names in Chinese unless AcceptLanguage is `en`. */
export function describeRegions({ parameters }: Call, { core }: World) {
  const english = parameters["AcceptLanguage"] === "en";
  return {
    Regions: core.regions().map(({ id, name, endpoint }) => ({
      RegionId: id,
      LocalName: english ? name.en : (name.zh ?? name.en),
      RegionEndpoint: endpoint,
    })),
  };
}
