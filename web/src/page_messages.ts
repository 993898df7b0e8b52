import type { Locale } from "ecd-wasm/core";

/** The texts around the element. */
export type PageMessages = {
  title: string;
  lead: string;
  language: string;
  emulator: string;
  emulatorText: string;
  example: string;
  footer(version: string): string;
};

const en: PageMessages = {
  title: "Copy a cloud desktop image",
  lead: "Takes a custom image of Elastic Desktop Service from one region to another.",
  language: "Language",
  emulator: "This is an emulator.",
  emulatorText: "Everything stays on this computer, and nothing reaches Alibaba Cloud.",
  example: "Fill in an example",
  footer: (version) => `ecd-wasm ${version}. Checked and signed on this page by WebAssembly.`,
};

const zh: PageMessages = {
  title: "复制云电脑镜像",
  lead: "将无影云电脑（ECD）的自定义镜像从一个地域复制到另一个地域。",
  language: "语言",
  emulator: "当前为模拟环境。",
  emulatorText: "所有数据均保留在本机，不会发送到阿里云。",
  example: "填入示例",
  footer: (version) => `ecd-wasm ${version}，由本页面的 WebAssembly 完成校验与签名。`,
};

export const PAGE_MESSAGES: Record<Locale, PageMessages> = { en, zh };
