import { compileGatewayRegex } from './gatewayRegex';

/**
 * A text with all that a pattern (RE2) takes of it replaced, `\1` standing for a group, as Envoy's regex_rewrite does;
 * undefined where the pattern is not asked here.
 */
export function replaceGatewayRegex(options: {
  text: string;
  pattern: string;
  substitution: string;
}): string | undefined {
  const { text, pattern, substitution } = options;
  const regexes = compileGatewayRegex(pattern, 'g');
  return regexes && text.length <= regexes.maxChars
    ? text.replace(regexes.anywhere, (whole: string, ...groups: unknown[]) =>
        substitution.replace(/\\(\d|\\)/g, (_, digit: string) => {
          if (digit === '\\') {
            return '\\';
          }
          const group = digit === '0' ? whole : groups[Number(digit) - 1];
          return typeof group === 'string' ? group : '';
        }),
      )
    : undefined;
}
