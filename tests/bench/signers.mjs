// The other ways to make the same signed request, and the parts that they have in common. For Node.js
// and pages: what hashes is handed in.

export const CREDENTIALS = {
  accessKeyId: "LTAI5tExampleExample",
  accessKeySecret: "secretsecretsecretsecretsecret",
};

export const PARAMS = {
  RegionId: "cn-hangzhou",
  ImageId: "m-gx2x1dhsmusr2****",
  DestinationImageName: "Office_Shanghai",
  DestinationDescription: "This is a test.",
  DestinationRegionId: "cn-shenzhen",
};

export const isoSeconds = () => `${new Date().toISOString().slice(0, 19)}Z`;

const encode = (text) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** What is signed, by hand; `bodyHash` is that of an empty body. */
function draft(nonce, bodyHash) {
  const query = Object.keys(PARAMS)
    .sort()
    .map((name) => `${encode(name)}=${encode(PARAMS[name])}`)
    .join("&");
  const headers = {
    host: `ecd.${PARAMS.RegionId}.aliyuncs.com`,
    "x-acs-action": "CopyImage",
    "x-acs-content-sha256": bodyHash,
    "x-acs-date": isoSeconds(),
    "x-acs-signature-nonce": nonce,
    "x-acs-version": "2020-09-30",
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const canonical = `POST\n/\n${query}\n${lines}\n${names.join(";")}\n${bodyHash}`;
  return { query, headers, names, canonical };
}

function finish({ query, headers, names }, signature) {
  const credential = `Credential=${CREDENTIALS.accessKeyId}`;
  headers.authorization = `ACS3-HMAC-SHA256 ${credential},SignedHeaders=${names.join(";")},Signature=${signature}`;
  headers.accept = "application/json";
  return { method: "POST", url: `https://${headers.host}/?${query}`, headers, body: null };
}

/** A signer over functions that answer hexadecimal digits: `sha256(text)`, `hmac(text)`, `nonce()`. */
export function signerOver({ sha256, hmac, nonce }) {
  return () => {
    const request = draft(nonce(), sha256(""));
    return finish(request, hmac(`ACS3-HMAC-SHA256\n${sha256(request.canonical)}`));
  };
}

/** The same where hashing answers a promise. */
export function asyncSignerOver({ sha256, hmac, nonce }) {
  return async () => {
    const request = draft(nonce(), await sha256(""));
    return finish(request, await hmac(`ACS3-HMAC-SHA256\n${await sha256(request.canonical)}`));
  };
}
