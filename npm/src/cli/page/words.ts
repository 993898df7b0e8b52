import type { Locale, Text } from "../../core/internal.js";

/** The page's own words: those of the documentation. */
export const WORDS = {
  en: {
    authorization: "Authorization information",
    authorizationColumns: [
      "Operation",
      "Access level",
      "Resource type",
      "Condition key",
      "Associated operation",
    ],
    noAuthorization: "No authorization is needed.",
    unconfirmed: "The action follows from the naming rule; no published page states it.",
    rules: "Rules",
    request: "Request parameters",
    response: "Response parameters",
    required: "required",
    requiredByDocumentation: "required by the documentation",
    optional: "optional",
    constraints: "Constraints",
    defaultValue: "Default",
    unit: "Unit",
    example: "Example",
    requestExample: "Sample request",
    responseExample: "Sample success response",
    errorCodes: "Error codes",
    errorCodesPage: "For a list of error codes, visit the Service error codes:",
    history: "Change history",
    historyColumns: ["Change time", "Summary of changes"],
    asOf: "Last updated",
  },
  zh: {
    authorization: "授权信息",
    authorizationColumns: ["操作", "访问级别", "资源类型", "条件关键字", "关联操作"],
    noAuthorization: "无需授权。",
    unconfirmed: "该操作名依命名规则推得，未见公开文档说明。",
    rules: "规则",
    request: "请求参数",
    response: "返回参数",
    required: "必填",
    requiredByDocumentation: "文档要求必填",
    optional: "可选",
    constraints: "约束",
    defaultValue: "默认值",
    unit: "单位",
    example: "示例值",
    requestExample: "请求示例",
    responseExample: "正常返回示例",
    errorCodes: "错误码",
    errorCodesPage: "错误码列表请参见服务错误码：",
    history: "变更历史",
    historyColumns: ["变更时间", "变更内容"],
    asOf: "更新时间",
  },
} as const satisfies Record<Locale, Record<string, string | readonly string[]>>;

/** A text in the language that was asked for, in English where it is not translated. */
export function inLanguage(text: Text | undefined, locale: Locale): string {
  return (locale === "zh" ? text?.zh : undefined) ?? text?.en ?? "";
}
