import { compileRe2 } from './re2';

/**
 * A text with all that a pattern (RE2) takes of it replaced, `\1` standing for a group, as Envoy's regex_rewrite does;
 * undefined where RE2 refuses the pattern.
 */
export function replaceGatewayRegex(options: {
  text: string;
  pattern: string;
  substitution: string;
}): string | undefined {
  const { text, pattern, substitution } = options;
  const regex = compileRe2(pattern);
  return regex.ok
    ? regex.replaceAll(text, (match, groups) =>
        substitution.replace(/\\(\d|\\)/g, (_, digit: string) => {
          if (digit === '\\') {
            return '\\';
          }
          return digit === '0' ? match : groups[Number(digit) - 1] ?? '';
        }),
      )
    : undefined;
}
