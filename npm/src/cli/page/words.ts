import type { Locale, Text } from "../../core/internal.js";

/** The page's own words: those of the documentation. */
export const WORDS = {
  en: {
    service: "Elastic Desktop Service",
    paging: "answers by pages",
    debugging: "Debugging",
    explorer: "In OpenAPI Explorer, which signs requests and makes sample code:",
    dryRun: "Here, the request as it would be sent:",
    authorization: "Authorization information",
    authorizationColumns: [
      "Operation",
      "Access level",
      "Resource type",
      "Condition key",
      "Associated operation",
    ],
    authorizationLegend: [
      "the action that a policy names to allow the call",
      "read, write or list",
      "what the permission can be given for; * before it: it must be named; All Resources: not for single ones",
      "the service's own keys for conditions of a policy",
      "what else has to be allowed for the operation to succeed",
    ],
    noAuthorization: "No authorization is needed.",
    policy: "A policy ready to use:",
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
    responseExample: "Sample success response (JSON)",
    errorCodes: "Error codes",
    errorCodesPage: "For a list of error codes, visit the Service error codes:",
    history: "Change history",
    historyColumns: ["Change time", "Summary of changes"],
    changeDetails: "View change details:",
    asOf: "Last updated",
  },
  zh: {
    service: "无影云电脑",
    paging: "分页返回",
    debugging: "调试",
    explorer: "在 OpenAPI Explorer 中运行，自动计算签名并生成示例代码：",
    dryRun: "在本地查看将要发送的请求：",
    authorization: "授权信息",
    authorizationColumns: ["操作", "访问级别", "资源类型", "条件关键字", "关联操作"],
    authorizationLegend: [
      "在权限策略中授权该调用时填写的操作",
      "读、写或列表",
      "可授权的资源类型；前缀 * 表示必须指定；All Resources 表示不支持资源级授权",
      "云产品自身定义的条件关键字",
      "成功执行该操作还需具备的其他权限",
    ],
    noAuthorization: "无需授权。",
    policy: "可直接使用的权限策略：",
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
    responseExample: "正常返回示例（JSON）",
    errorCodes: "错误码",
    errorCodesPage: "错误码列表请参见服务错误码：",
    history: "变更历史",
    historyColumns: ["变更时间", "变更内容"],
    changeDetails: "查看变更详情：",
    asOf: "更新时间",
  },
} as const satisfies Record<Locale, Record<string, string | readonly string[]>>;

/** Said on a Chinese page whose texts are not translated. */
export const ONLY_ENGLISH = "本接口的说明文字仅有英文版。";

/** A text in the language that was asked for, in English where it is not translated. */
export function inLanguage(text: Text | undefined, locale: Locale): string {
  return (locale === "zh" ? text?.zh : undefined) ?? text?.en ?? "";
}
