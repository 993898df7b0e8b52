// Examples in Markdown, as tests see them.

/** Fenced blocks of a language: [{code, line}]; `line` is that of the fence, from 1. */
export function snippets(markdown, language) {
  const found = [];
  let open;
  markdown.split("\n").forEach((text, index) => {
    const fence = /^```(\w*)\s*$/.exec(text);
    if (!fence) {
      open?.lines.push(text);
    } else if (open) {
      if (open.language === language) found.push({ code: open.lines.join("\n"), line: open.line });
      open = undefined;
    } else {
      open = { language: fence[1], line: index + 1, lines: [] };
    }
  });
  return found;
}

/** What an example's `// → …` comments say that it prints, line by line. */
export function promises(code) {
  return [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text.trim());
}

/** The first promise that the printed lines, in their order, do not keep. `…` stands for any text. */
export function brokenPromise(promised, printed) {
  let next = 0;
  return promised.find((promise) => {
    const pattern = new RegExp(`^${promise.split("…").map(escape).join(".*")}$`);
    while (next < printed.length) if (pattern.test(printed[next++])) return false;
    return true;
  });
}

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
