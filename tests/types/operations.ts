// What the types of `client.call` take and refuse; tests/node/types.test.mjs compiles it.
import { EcdClient } from "ecd-wasm";
import type { OperationName, ParamsOf, ResultOf } from "ecd-wasm";

const client = new EcdClient({ regionId: "cn-hangzhou", credentials: "anonymous" });

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}

export async function calls(): Promise<void> {
  const desktops = await client.call("DescribeDesktops", {
    RegionId: "cn-hangzhou",
    DesktopId: ["ecd-1"],
    MaxResults: 50,
    Tag: [{ Key: "team", Value: "a" }],
  });
  same<typeof desktops.NextToken, string | undefined>(true);
  same<typeof desktops, ResultOf<"DescribeDesktops">>(true);
  for (const desktop of desktops.Desktops ?? []) {
    same<typeof desktop.DesktopId, string | undefined>(true);
    same<typeof desktop.Cpu, number | undefined>(true);
    // @ts-expect-error: an answer has no such member
    desktop.DesktopID;
  }

  const copy = await client.call("CopyImage", {
    RegionId: "cn-hangzhou",
    ImageId: "m-1",
    DestinationRegionId: "cn-shenzhen",
    DestinationImageName: "Office",
    DestinationDescription: "Copy",
  });
  same<typeof copy.ImageId, string | undefined>(true);

  // The client's region, numbers in each of their spellings, flags as text, what is absent.
  await client.call("DescribeDesktops", {});
  await client.call("DescribeDesktops", { MaxResults: 50n, NextToken: undefined });
  await client.call("DescribeDesktops", { MaxResults: "50" });
  await client.call("DeleteImages", { ImageId: ["m-1"], DeleteCascadedBundle: "true" });
  // A documented list is open.
  await client.call("DescribeDesktops", { DesktopStatus: "Running" });
  await client.call("DescribeDesktops", { DesktopStatus: "Dreaming" });
  // Form bodies and JSON parameters look like all others.
  await client.call("CreateTemplate", { TemplateName: "Office", DataDiskList: [{ Size: 40 }] });
}

export async function mistakes(): Promise<void> {
  // @ts-expect-error: ImageId and the others are missing
  await client.call("CopyImage", { RegionId: "cn-hangzhou" });
  // @ts-expect-error: the name is spelt in another way
  await client.call("DescribeDesktops", { regionId: "cn-hangzhou" });
  // @ts-expect-error: no number
  await client.call("DescribeDesktops", { MaxResults: "many" });
  // @ts-expect-error: a list
  await client.call("DescribeDesktops", { DesktopId: "ecd-1" });
  // @ts-expect-error: a tag's key is a text
  await client.call("DescribeDesktops", { Tag: [{ Key: 1 }] });
  // @ts-expect-error: a flag
  await client.call("DeleteImages", { ImageId: ["m-1"], DeleteCascadedBundle: "yes" });
  // @ts-expect-error: an object
  await client.call("DescribeDesktops", "cn-hangzhou");
}

export async function unknownNames(name: string, params: { RegionId: string }): Promise<void> {
  const answer = await client.call(name, params);
  same<typeof answer.RequestId, string | undefined>(true);
  same<(typeof answer)["Anything"], unknown>(true);
  await client.call("AnOperationOfTomorrow", { Any: { thing: [1] } });
}

export function generic<Name extends OperationName>(name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>> {
  return client.call(name, params);
}
