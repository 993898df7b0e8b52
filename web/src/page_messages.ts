import type { Locale } from "ecd-wasm/core";

/** The texts around the element. */
export type PageMessages = {
  title: string;
  lead: string;
  language: string;
  emulator: string;
  emulatorText: string;
  service: string;
  serviceText: string;
  example: string;
  footer(version: string): string;
  footerOfService(version: string): string;
};

const en: PageMessages = {
  title: "Copy a cloud desktop image",
  lead: "Takes a custom image of Elastic Desktop Service from one region to another.",
  language: "Language",
  emulator: "This is an emulator.",
  emulatorText: "Everything stays on this computer, and nothing reaches Alibaba Cloud.",
  service: "This is not an emulator.",
  serviceText:
    "Copies are really made, and may cost money. Calls are signed by ecd console and go to",
  example: "Fill in an example",
  footer: (version) => `ecd-wasm ${version}. Checked and signed on this page by WebAssembly.`,
  footerOfService: (version) =>
    `ecd-wasm ${version}. Checked on this page by WebAssembly; the keys stay with ecd console.`,
};

const zh: PageMessages = {
  title: "复制云电脑镜像",
  lead: "将无影云电脑（ECD）的自定义镜像从一个地域复制到另一个地域。",
  language: "语言",
  emulator: "当前为模拟环境。",
  emulatorText: "所有数据均保留在本机，不会发送到阿里云。",
  service: "当前不是模拟环境。",
  serviceText: "复制会真实执行，并可能产生费用。请求由 ecd console 签名后发往",
  example: "填入示例",
  footer: (version) => `ecd-wasm ${version}，由本页面的 WebAssembly 完成校验与签名。`,
  footerOfService: (version) =>
    `ecd-wasm ${version}，由本页面的 WebAssembly 完成校验；密钥仅由 ecd console 持有。`,
};

export const PAGE_MESSAGES: Record<Locale, PageMessages> = { en, zh };
