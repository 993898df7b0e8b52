// client.pages: which pages are asked for, and when it stops.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EcdClient } from "../../npm/dist/index.js";
import { createEmulator } from "../../npm/dist/emulator.js";

const KEYS = { accessKeyId: "emulator", accessKeySecret: "emulator-secret" };
const REGION = { RegionId: "cn-hangzhou" };

/** A client whose service answers with one page after the other, and what it was asked for. */
function clientOf(answers, options = {}) {
  const asked = [];
  const left = [...answers];
  const fetch = async (url) => {
    asked.push(Object.fromEntries(new URL(url).searchParams));
    assert.ok(left.length > 0, "one call too many");
    return new Response(JSON.stringify(left.shift()));
  };
  return { client: new EcdClient({ credentials: KEYS, fetch, ...options }), asked };
}

async function read(pages) {
  const all = [];
  for await (const page of pages) all.push(page);
  return all;
}

/** An operation that counts pages, with `count` things on a page. */
const counted = (count, more = {}) => ({ Cens: Array(count).fill({ CenId: "c" }), ...more });

test("tokens are followed to the last page", async () => {
  for (const end of ["", null, undefined]) {
    const answers = [{ NextToken: "b" }, { NextToken: "c" }, { Images: [{}], NextToken: end }];
    const { client, asked } = clientOf(answers);
    const pages = await read(client.pages("DescribeImages", { ...REGION, MaxResults: 1 }));
    assert.deepEqual(pages, JSON.parse(JSON.stringify(answers)));
    assert.deepEqual(
      asked.map(({ NextToken }) => NextToken),
      [undefined, "b", "c"],
    );
    assert.ok(asked.every(({ RegionId, MaxResults }) => RegionId && MaxResults === "1"));
  }
});

test("the caller's token is where it starts; the parameters stay as they are", async () => {
  const { client, asked } = clientOf([{ NextToken: "c" }, {}]);
  const params = Object.freeze({ ...REGION, NextToken: "b" });
  assert.equal((await read(client.pages("DescribeImages", params))).length, 2);
  assert.deepEqual(
    asked.map(({ NextToken }) => NextToken),
    ["b", "c"],
  );
});

test("a token that comes again is an error, after the page that has it", async () => {
  for (const [first, tokens] of [
    [undefined, ["a", "a"]],
    [undefined, ["a", "b", "a"]],
    ["a", ["a"]],
  ]) {
    const { client, asked } = clientOf(tokens.map((NextToken) => ({ NextToken })));
    const seen = [];
    await assert.rejects(
      async () => {
        const pages = client.pages("DescribeImages", { ...REGION, NextToken: first });
        for await (const page of pages) seen.push(page);
      },
      { name: "EcdError", code: "PagingLoop", operation: "DescribeImages" },
    );
    assert.equal(seen.length, tokens.length);
    assert.equal(asked.length, tokens.length);
  }
  const { client } = clientOf([{ NextToken: 7 }]);
  await assert.rejects(read(client.pages("DescribeImages", REGION)), { code: "InvalidAnswer" });
});

test("numbers are followed until all that the service counts was seen", async () => {
  const cases = [
    [[counted(2, { TotalCount: 2 })], {}],
    [[counted(2, { TotalCount: 5 }), counted(2, { TotalCount: 5 }), counted(1, { TotalCount: 5 })]],
    // Fewer than were asked for at once: the service has its own bound.
    [[counted(2, { TotalCount: 4 }), counted(2, { TotalCount: 4 })], { PageSize: 100 }],
    // Some went while they were read.
    [[counted(2, { TotalCount: 9 }), counted(0, { TotalCount: 9 })]],
    [[counted(0, { TotalCount: 0 })]],
    [[{ TotalCount: 3 }]],
    // Without a count a page that is not full is the last.
    [[counted(3), counted(1)], { PageSize: 3 }],
    [[counted(1, { TotalCount: "2" }), counted(1, { TotalCount: "2" })]],
  ];
  for (const [answers, params] of cases) {
    const { client, asked } = clientOf(answers);
    const pages = await read(client.pages("DescribeCens", { ...REGION, ...params }));
    assert.equal(pages.length, answers.length);
    assert.deepEqual(
      asked.map(({ PageNumber }) => PageNumber),
      [undefined, "2", "3"].slice(0, answers.length),
    );
  }
});

test("the caller's page number is where it starts", async () => {
  for (const PageNumber of [3, "3", 3n]) {
    const answers = [counted(2, { TotalCount: 7 }), counted(1, { TotalCount: 7 })];
    const { client, asked } = clientOf(answers);
    const params = { ...REGION, PageNumber, PageSize: 2 };
    assert.equal((await read(client.pages("DescribeCens", params))).length, 2);
    assert.deepEqual(
      asked.map((each) => each.PageNumber),
      ["3", "4"],
    );
  }
});

test("numbers under the name that the operation has for them", async () => {
  const answer = { ExportTaskList: [{}], TotalCount: 2 };
  const { client, asked } = clientOf([answer, answer], { regionId: "cn-hangzhou" });
  await read(client.pages("DescribeEcdReportTasks", {}));
  assert.deepEqual(
    asked.map(({ PageNum }) => PageNum),
    [undefined, "2"],
  );
});

test("where there are both ways a page number means numbers", async () => {
  const answer = { Desktops: [{}, {}], TotalCount: 4, NextToken: "unused" };
  const { client, asked } = clientOf([answer, answer]);
  await read(client.pages("DescribeDesktops", { ...REGION, PageNumber: 1, PageSize: 2 }));
  assert.deepEqual(
    asked.map(({ PageNumber, NextToken }) => [PageNumber, NextToken]),
    [
      ["1", undefined],
      ["2", undefined],
    ],
  );
  const tokens = clientOf([{ ...answer, NextToken: "b" }, { NextToken: "" }]);
  await read(tokens.client.pages("DescribeDesktops", REGION));
  assert.equal(tokens.asked[1].NextToken, "b");
});

test("what has no pages, is unknown or is wrong is refused before anything is sent", async () => {
  const { client, asked } = clientOf([]);
  const cases = [
    ["CopyImage", {}, "NotPaged"],
    ["DescribeRegions", REGION, "NotPaged"],
    ["DescribeNothing", {}, "UnknownOperation"],
    ["DescribeImages", { RegionId: 1 }, "ValidationError"],
    ["DescribeImages", null, "ValidationError"],
  ];
  for (const [operation, params, code] of cases) {
    const error = await read(client.pages(operation, params)).catch((thrown) => thrown);
    assert.deepEqual([error.code, error.outcome, error.attempts], [code, "not-sent", 0]);
  }
  assert.equal(asked.length, 0);
});

test("an abort ends it between pages and during a call", async () => {
  const stop = new AbortController();
  const { client, asked } = clientOf([{ NextToken: "b" }, {}]);
  const pages = client.pages("DescribeImages", REGION, { signal: stop.signal });
  await pages.next();
  stop.abort();
  await assert.rejects(pages.next(), { code: "Aborted", outcome: "not-sent" });
  assert.deepEqual(await pages.next(), { value: undefined, done: true });
  assert.equal(asked.length, 1);

  const never = new EcdClient({ credentials: KEYS, fetch: () => new Promise(() => {}) });
  const hanging = new AbortController();
  const first = never.pages("DescribeImages", REGION, { signal: hanging.signal }).next();
  setTimeout(() => hanging.abort(), 20);
  await assert.rejects(first, { code: "Aborted", outcome: "unclear" });
});

test("a deadline is for all pages, not for each", async () => {
  let calls = 0;
  const fetch = async () => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return new Response(JSON.stringify({ NextToken: `t${++calls}` }));
  };
  const client = new EcdClient({ credentials: KEYS, fetch });
  await assert.rejects(read(client.pages("DescribeImages", REGION, { deadlineMs: 150 })), {
    code: "Timeout",
  });
  assert.ok(calls >= 1 && calls <= 3, `${calls} calls`);
});

test("leaving the loop ends it; nothing is asked for in advance", async () => {
  const { client, asked } = clientOf([{ NextToken: "b" }, { NextToken: "c" }]);
  const pages = client.pages("DescribeImages", REGION);
  assert.equal(asked.length, 0);
  for await (const _ of pages) break;
  assert.equal(asked.length, 1);
  assert.deepEqual(await pages.next(), { value: undefined, done: true });
});

test("a failure goes through and is the end", async () => {
  const { client } = clientOf([{ NextToken: "b" }]);
  const failing = client.pages("DescribeImages", REGION);
  await failing.next();
  await assert.rejects(failing.next(), { code: "NoAnswer" });
  assert.equal((await failing.next()).done, true);
});

test("all images of the emulator, each once", async (t) => {
  const images = Array.from({ length: 7 }, (_, index) => ({ ImageId: `m-${index}` }));
  const emulator = await createEmulator({ port: false, images });
  t.after(() => emulator.close());
  const options = { credentials: KEYS, fetch: emulator.fetch, regionId: "cn-hangzhou" };
  for (const [MaxResults, pages] of [
    [2, 4],
    [7, 1],
    [100, 1],
  ]) {
    const client = new EcdClient(options);
    const all = await read(client.pages("DescribeImages", { MaxResults }));
    assert.equal(all.length, pages);
    const ids = all.flatMap((page) => page.Images.map(({ ImageId }) => ImageId));
    assert.deepEqual(ids.sort(), images.map(({ ImageId }) => ImageId).sort());
  }
  assert.equal(emulator.requests().length, 6);
});
