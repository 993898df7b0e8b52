// How long the parameters of a call take to check: this package, from JavaScript objects over the
// boundary to issues, against ajv (compiled), zod and valibot with the same rules. Run it on a quiet
// machine: node tests/bench/validate.bench.mjs
import assert from "node:assert/strict";
import { loadCore } from "ecd-wasm/core";
import { loadCatalog } from "ecd-wasm/catalog";
import { measure, print } from "./rounds.mjs";
import { otherValidators } from "./schemas.mjs";

const core = await loadCore();
await loadCatalog(core);

const COPY_IMAGE = {
  RegionId: "cn-hangzhou",
  ImageId: "m-gx2x1dhsmusr2****",
  DestinationImageName: "Office_Shanghai",
  DestinationDescription: "This is a test.",
  DestinationRegionId: "cn-shenzhen",
};
const CREATE_DESKTOPS = {
  RegionId: "cn-hangzhou",
  OfficeSiteId: "cn-hangzhou+dir-387822****",
  BundleId: "b-je9hani001wfn****",
  PolicyGroupId: "system-all-enabled-policy",
  DesktopName: "DemoComputer01",
  Amount: 10,
  ChargeType: "PrePaid",
  Period: 1,
  PeriodUnit: "Month",
  AutoPay: true,
  UserAssignMode: "PER_USER",
  Hostname: "testhost",
  EndUserId: ["alice", "bob", "carol"],
  Tag: [{ Key: "team", Value: "design" }, { Key: "cost", Value: "4711" }],
  DesktopNameSuffix: true,
  BundleModels: [{ BundleId: "b-1", Amount: 2, DesktopName: "DemoComputer02", EndUserIds: ["dave"] }],
  DesktopTimers: [{ CronExpression: "0 40 7 ? * 1,2,3,4,5,6,7", Enforce: true, Interval: 10, TimerType: "NoOperationReboot" }],
};
const CASES = [
  ["CopyImage, valid", "CopyImage", COPY_IMAGE, true],
  ["CopyImage, three mistakes", "CopyImage",
    { ...COPY_IMAGE, RegionId: 1, DestinationImageName: "1st", DestinationDescription: "x" }, false],
  ["CreateDesktops, valid", "CreateDesktops", CREATE_DESKTOPS, true],
  ["CreateDesktops, three mistakes", "CreateDesktops",
    { ...CREATE_DESKTOPS, Amount: 501, DesktopName: "http://x", Tag: [{ Key: 1 }] }, false],
];

for (const [title, operation, params, isValid] of CASES) {
  const ours = () => core.validate(operation, params, { profile: "documented" }).every(({ severity }) => severity !== "error");
  const others = Object.entries(otherValidators(core.describe(operation)));
  const ways = { "ecd-wasm": ours, ...Object.fromEntries(others.map(([name, check]) => [name, () => check(params)])) };
  for (const [name, way] of Object.entries(ways)) assert.equal(way(), isValid, `${name}: ${title}`);
  print(title, measure(ways), "ecd-wasm");
}
