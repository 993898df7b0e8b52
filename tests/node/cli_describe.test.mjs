// `ecd describe`: the documentation page, policies, the list of operations.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./cli_support.mjs";

const describe = (...args) => run(["describe", ...args], { env: {} });

test("describe shows all of the documentation page", async () => {
  const { status, stdout, stderr } = await describe("CopyImage");
  assert.deepEqual([status, stderr], [0, ""]);
  const text = stdout.replace(/\s+/g, " ");
  // In the order of the page, from its title to its change history.
  const parts = [
    "Elastic Desktop Service: CopyImage POST, GET",
    "Copy an image to another region. If you want to share an image across regions, you can call this operation " +
      "to copy the image to the destination region and then share the image.",
    "Debugging In OpenAPI Explorer,",
    "https://api.aliyun.com/api/ecd/2020-09-30/CopyImage",
    "Authorization information",
    "Operation Access level Resource type Condition key Associated operation",
    "ecd:CopyImage *All Resources none none *",
    "Operation the action",
    "Access level read, write or list",
    "Resource type what the permission can be given for; * before it: it must be named; All Resources:",
    "Condition key the service's own",
    "Associated operation what else has to be allowed",
    "Only custom images can be copied",
    "Request parameters",
    "RegionId string, required The region ID. You can call the DescribeRegions operation to query the most recent region list.",
    "Example: cn-hangzhou",
    "ImageId string, required The ID of the image that is copied to the destination region.",
    "Example: m-gx2x1dhsmusr2****",
    "DestinationImageName string, required The name of the new image. The name must be 2 to 128 characters in length. " +
      "The name must start with a letter but cannot start with http:// or https://. " +
      "The name can contain letters, digits, colons (:), underscores (_), and hyphens (-).",
    "Constraints: 2 to 128 characters; first character: letters, Chinese characters;",
    "Example: Office_Shanghai",
    "DestinationDescription string, required The description of the new image in the destination region. " +
      "The description must be 2 to 256 characters in length and cannot start with http:// or https://.",
    "Example: This is a test.",
    "DestinationRegionId string, required The ID of the destination region. " +
      "The ID must be different from the current region ID of the image.",
    "Constraints: must differ from RegionId Example: cn-shenzhen",
    "Response parameters object ImageId string The ID of the image that is being copied. Example: m-2g65ljy3ynrdq****",
    "RequestId string The ID of the request. Example: 28A40F12-F340-442B-A35F-46EF6A03****",
    "Sample success response (JSON)",
    '{ "ImageId": "m-2g65ljy3ynrdq****", "RequestId": "28A40F12-F340-442B-A35F-46EF6A03****" }',
    "visit the Service error codes: https://api.aliyun.com/document/ecd/2020-09-30/errorCode",
    "Change time Summary of changes",
    "2022-05-26 Add Operation",
    "View change details: https://api.aliyun.com/document/ecd/2020-09-30/CopyImage#",
    "Last updated: 2026-01-05",
  ];
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    assert.ok(at >= 0, `not there, or not in this place: ${part}`);
    from = at + part.length;
  }
  // Blank access level: the column is there, the cell is empty.
  const rows = stdout.split("\n");
  const heading = rows.find((row) => row.includes("Access level"));
  const row = rows.find((each) => each.includes("ecd:CopyImage"));
  assert.equal(
    row.slice(heading.indexOf("Access level"), heading.indexOf("Resource type")).trim(),
    "",
  );
  assert.ok(rows.every((each) => each.length <= 100));
});

test("an operation that answers by pages says so", async () => {
  assert.match(
    (await describe("DescribeImages")).stdout,
    /POST, GET · answers by pages \(NextToken\)/,
  );
});

test("describe in Chinese, as data, in whatever case the name is written", async () => {
  const chinese = (await describe("CopyImage", "--locale", "zh")).stdout;
  const texts = [
    "无影云电脑: CopyImage",
    "将镜像复制到其他地域。",
    "授权信息",
    "必填",
    "2022-05-26",
    "新增 OpenAPI",
  ];
  for (const text of texts) assert.ok(chinese.includes(text), text);
  assert.doesNotMatch(chinese, /仅有英文/);
  // What is not translated is said to be English.
  assert.match((await describe("CreateDesktops", "--locale", "zh")).stdout, /仅有英文版/);
  assert.doesNotMatch((await describe("CreateDesktops")).stdout, /仅有英文/);
  const { parameters } = JSON.parse((await describe("copyimage", "--output", "json")).stdout);
  assert.equal(parameters.length, 5);
});

test("operations are listed, and found by words of names and summaries", async () => {
  const names = async (...words) => {
    const { stdout } = await describe(...words, "--output", "ndjson");
    return stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).name);
  };
  assert.match((await describe()).stdout, /^CopyImage +Copy an image to another region\.$/m);
  assert.ok((await names()).includes("DescribeRegions"));
  const images = await names("image");
  assert.ok(images.includes("CopyImage") && !images.includes("DescribeRegions"));
  assert.deepEqual(await names("IMAGE", "permission"), [
    "DescribeImagePermission",
    "ModifyImagePermission",
  ]);
  assert.ok((await names("镜像", "--locale", "zh")).includes("CopyImage"));
  assert.equal((await describe("image", "nonsense")).status, 2);
});

test("--policy prints a policy that allows the whole job", async () => {
  const { status, stdout, stderr } = await describe("CopyImage", "--policy");
  assert.equal(status, 0);
  assert.deepEqual(JSON.parse(stdout), {
    Version: "1",
    Statement: [
      {
        Effect: "Allow",
        Action: ["ecd:CopyImage", "ecd:DescribeImages", "ecd:CancelCopyImage"],
        Resource: "*",
      },
    ],
  });
  assert.match(stderr, /ecd:CancelCopyImage/, "which actions no published page states");
  assert.doesNotMatch(stderr, /ecd:CopyImage/);
  const { Statement } = JSON.parse((await describe("CreateImage", "--policy")).stdout);
  assert.deepEqual(Statement[0].Action, ["ecd:CreateImage"]);
});
