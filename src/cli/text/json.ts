/** A result as `--json` prints it, or as the last line of `--json-lines`; undefined where neither was asked for. */
export function jsonText(
  document: object,
  { json, jsonLines }: { json?: boolean; jsonLines?: boolean },
): string | undefined {
  if (jsonLines) return `${JSON.stringify({ kind: 'end', ...document })}\n`;
  return json ? `${JSON.stringify(document, null, 2)}\n` : undefined;
}
