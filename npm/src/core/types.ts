/** Public types of the core. Parameters and header names are spelt as the service spells them. */

/** A text of the catalog. Without `zh` there is only English. */
export type Text = { en: string; zh?: string };

/**
 * Which documented rules are errors.
 * - `default`: the schema's rules; documentation-only rules are warnings, except for operations whose
 *   page is taken at its word (CopyImage).
 * - `documented`: documentation-only rules are errors as well.
 * - `schema`: the schema's rules alone.
 * - `off`: only what would make the request unsafe: region, endpoint, ill-formed text.
 */
export type Profile = "default" | "documented" | "schema" | "off";

/** Language of messages. */
export type Locale = "en" | "zh";

/** Stable codes of issues; the message may change, the code does not. */
export type IssueCode =
  | "required" | "type" | "format" | "unknownParameter"
  | "minLength" | "maxLength" | "minimum" | "maximum" | "minItems" | "maxItems"
  | "enum" | "pattern" | "startsWith" | "allowedCharacters" | "forbiddenPrefix" | "forbiddenSubstring"
  | "sameRegion" | "unknownRegion" | "malformedUnicode" | "tooDeep" | "tooLarge";

/** One broken rule. */
export type Issue = {
  /** Where: names of parameters and members, positions in arrays from 0. */
  path: (string | number)[];
  code: IssueCode;
  /** A call with only warnings is sent. */
  severity: "error" | "warning";
  /** One sentence in the asked language. Never contains the value. */
  message: string;
  /** The figures and names of the message, e.g. `{minimum: 2, actual: 1}`. */
  params: Record<string, unknown>;
};

/** A region of the service. */
export type Region = { id: string; name: Text; endpoint: string; vpcEndpoint?: string };

/** Rules a value must keep; lengths are in Unicode characters. See src/catalog/README.md. */
export type Constraints = {
  required?: true;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  enum?: (string | number | boolean)[];
  startsWith?: string[];
  allowedCharacters?: string[];
  forbiddenPrefixes?: string[];
  forbiddenSubstrings?: string[];
  differsFrom?: string;
  pattern?: string;
};

/** A member, an item, or a part of an answer. */
export type Field = {
  name?: string;
  type: "string" | "integer" | "number" | "boolean" | "array" | "object" | "any";
  format?: "int32" | "int64" | "float" | "double" | "date-time" | "regionId";
  style?: "repeatList" | "flat" | "json";
  title?: Text;
  description?: Text;
  example?: unknown;
  default?: unknown;
  unit?: string;
  /** What the service's schema states. */
  schema?: Constraints;
  /** What only its documentation states. */
  documented?: Constraints;
  items?: Field;
  properties?: Field[];
  notes?: string[];
};

/** A request parameter. Without `in` it goes into the query. */
export type Parameter = Field & { name: string; in?: "query" | "formData" | "host" };

/** A row of the documentation page's authorization table; a blank cell is "". */
export type AuthorizationRow = {
  operation: string;
  accessLevel: string;
  resourceType: string;
  resource: string;
  conditionKey: string;
  associatedOperation: string;
  /** Whether a published page states the action (else it follows the naming rule). */
  confirmed: boolean;
};

/** Everything the documentation page of an operation has. */
export type Operation = {
  name: string;
  summary: Text;
  description?: Text;
  methods: ("POST" | "GET")[];
  /** The operation changes nothing: it may be sent again. */
  read?: true;
  strict?: true;
  authorization: AuthorizationRow[];
  rules: Text[];
  parameters: Parameter[];
  response: Field;
  example?: { request?: Record<string, unknown>; response?: Record<string, unknown> };
  errorCodes: { status: number; code: string; message?: string }[];
  errorCodesPage: string;
  history: { date: string; change: Text }[];
  asOf: string;
  paging?: "NextToken" | "PageNumber" | "PageNum";
};

/** An HTTP request. Header names in lower case when the core made it. */
export type HttpRequest = {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | Uint8Array | null;
};

/** The texts a signature is made of. */
export type Trace = { canonicalRequest: string; stringToSign: string; signature: string };

/** A request ready to be sent; `trace` only when asked for. */
export type SignedRequest = HttpRequest & { trace?: Trace };

/** Who signs. With ACS3-RSA-SHA256 the secret is the private key: PKCS#8, as PEM or Base64. */
export type Credentials =
  | { accessKeyId: string; accessKeySecret: string; securityToken?: string }
  | { bearerToken: string }
  | "anonymous";

export type BuildOptions = {
  /** Region of the endpoint; default: the parameter RegionId. */
  regionId?: string;
  /** `https://host`, or `http://` on loopback with any port; default: the region's endpoint. */
  endpoint?: string | ((regionId: string) => string);
  method?: "POST" | "GET";
  /**
   * Where the parameters go. Default: into the URL's query, but for the few that the catalog says are form
   * parameters. `body`: all into a form body, with HMAC-SHA1 (RPC) the signature's too, so that the URL holds
   * none of them and a page sends the request without a preflight.
   */
  parametersIn?: "query" | "body";
  profile?: Profile;
};

export type SignatureAlgorithm =
  "ACS3-HMAC-SHA256" | "ACS3-HMAC-SM3" | "ACS3-RSA-SHA256" | "HMAC-SHA1";

export type SignOptions = BuildOptions & {
  credentials: Credentials;
  /** Default ACS3-HMAC-SHA256. ACS3-RSA-SHA256 needs `loadRsa` of `ecd-wasm/rsa`. */
  algorithm?: SignatureAlgorithm;
  style?: "RPC" | "ROA";
  /** For `signRequest`: the operation's name. */
  action?: string;
  /** For `signRequest`: the product's version. */
  version?: string;
  /** Default: now. Whole seconds are signed. */
  date?: Date | string;
  /** Default: 32 random hexadecimal digits. */
  nonce?: string;
  /** Also return the canonical request and the string to sign. */
  trace?: boolean;
};

export type VerifyOptions = {
  /**
   * The secret of an access key, or its public RSA key (PEM or Base64), or undefined when there is no such
   * key. A request whose algorithm takes the other kind of key is refused.
   */
  secretOf(accessKeyId: string): Credentials | { accessKeyId: string; publicKey: string } | undefined;
  /** Default: now. */
  now?: Date;
  /** How far the request's date may be from `now`, either way. Default 900. */
  windowSeconds?: number;
};

/** What `verify` found. `code` and `status` are the service's. */
export type Verdict =
  | {
      ok: true;
      accessKeyId: string;
      operation: string;
      /** Version of the product's interface, e.g. 2020-09-30. */
      version: string;
      /** The security token that was signed, of a temporary key: the caller's to compare. */
      securityToken?: string;
      /** Decoded query and form parameters by name, without those of the signature scheme. */
      parameters: Record<string, string>;
      nonce: string;
      date: Date;
    }
  | {
      ok: false;
      code: string;
      status: number;
      message: string;
      trace?: { canonicalRequest: string; stringToSign: string };
    };

/** What most likely made two sides sign different texts. */
export type DifferenceCause =
  | "method" | "path" | "encodedTwice" | "encoding" | "order" | "parameters"
  | "headerNotSigned" | "headerValue" | "host" | "clock" | "nonce" | "body" | "algorithm" | "canonicalRequest";

/**
 * Where two texts differ first: line and column (in Unicode characters) from 1, UTF-8 bytes from 0; the
 * two lines; the likely cause and a sentence about it.
 */
export type TextDifference =
  | { equal: true }
  | {
      equal: false;
      line: number;
      column: number;
      byte: number;
      ours: string;
      theirs: string;
      cause: DifferenceCause;
      message: string;
    };

/** The C++ core behind a synchronous face. */
export interface Core {
  /** Version of the package. */
  readonly version: string;
  /** Names of the operations that are loaded, sorted. */
  operations(): string[];
  regions(): Region[];
  /** @throws EcdError `UnknownOperation` */
  describe(operation: string): Operation;
  /** All broken rules of a call, errors and warnings. @throws EcdError `UnknownOperation` */
  validate(operation: string, params: object, options?: { profile?: Profile; locale?: Locale }): Issue[];
  /** The broken rules of one parameter; `params` are the other fields, for cross-field rules. */
  validateParameter(
    operation: string,
    path: string,
    value: unknown,
    options?: { params?: object; profile?: Profile; locale?: Locale },
  ): Issue[];
  /** The unsigned request of a call. @throws ValidationError */
  build(operation: string, params: object, options?: BuildOptions): HttpRequest;
  /** Validates, builds and signs a call. @throws ValidationError, EcdError */
  sign(operation: string, params: object, options: SignOptions): SignedRequest;
  /**
   * The same for many calls at once, in their order, each with a nonce of its own. If parameters break a
   * rule nothing is signed, and each issue's path starts with the position in the list.
   * @throws ValidationError, EcdError
   */
  signBatch(operation: string, params: readonly object[], options: SignOptions): SignedRequest[];
  /**
   * Signs any request of any product; `action` and `version` name the operation. The URL comes back in
   * canonical form: what is sent must be what is signed. @throws EcdError
   */
  signRequest(request: HttpRequest, options: SignOptions): SignedRequest;
  /** `verify` a received request: signature, date, header list, body hash. */
  verify(received: HttpRequest, options: VerifyOptions): Verdict;
  /**
   * Two canonical requests or strings to sign, ours and the service's: its message may be given as it
   * came, with "server string to sign is:" in it. A signed request that was pasted, as a curl command or
   * as the text of an HTTP request, stands for the text that it is signed with.
   * @throws EcdError `InvalidPaste`, or the code of the refusal when such a request has no such text
   */
  compare(ours: string, theirs: string): TextDifference;
}
