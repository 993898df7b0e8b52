import type { Messages } from "./messages.js";

export const en: Messages = {
  element: {
    loading: "Loading…",
    notLoaded: "The form could not be loaded. Reload the page to try again.",
    allRequired: "All fields are required.",
    source: "Copy from",
    destination: "Copy to",
    optional: "optional",
    submit: "Copy image",
    running: "Copying…",
    stop: "Stop waiting",
    resume: "Go on waiting",
    cancel: "Cancel the copy",
    noCredentials: "No credentials were given, so nothing can be signed.",
  },
  job: {
    title: "Copy",
    sending: (region) => `Asking for a copy in ${region}…`,
    waiting: (region) => `The image is being copied to ${region}.`,
    progress: "Progress of the copy",
    done: "Copied",
    doneText: (region) => `The new image is ready to use in ${region}.`,
    stopped: "No longer waiting",
    stoppedText: (region) => `The copy itself goes on in ${region}.`,
    cancelled: "Cancelled",
    cancelledText: (region) => `The copy into ${region} was cancelled.`,
    failed: {
      "not-sent": "Nothing was sent",
      refused: "Not copied",
      unclear: "It is not clear whether the image is copied",
    },
    outcome: {
      "not-sent": "The request never left this page, so nothing has changed.",
      refused: "The service did nothing. You can change the form and try again.",
      unclear:
        "The service may have started the copy. Look for the new image in the destination region before you try again.",
    },
    accepted: "The copy could not be followed to its end",
    acceptedText: (region) =>
      `The service has accepted the copy, and it may still be made in ${region}.`,
  },
  label: {
    image: "Image ID",
    region: "Region",
    status: "Status",
    code: "Code",
    request: "Request ID",
    http: "HTTP status",
    help: "More about this error",
  },
};
