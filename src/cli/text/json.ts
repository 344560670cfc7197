/** A result for `--json`, or the last line for `--json-lines`; undefined without these flags. */
export function jsonText(
  document: object,
  { json, jsonLines }: { json?: boolean; jsonLines?: boolean },
): string | undefined {
  if (jsonLines) return `${JSON.stringify({ kind: 'end', ...document })}\n`;
  return json ? `${JSON.stringify(document, null, 2)}\n` : undefined;
}
