import { parse } from 'yaml';
import { z } from 'zod';

/** The headings of every doc.md, in this order. */
export const DOC_HEADINGS = [
  'What it means',
  'Why it matters',
  'How to fix',
  'When it is fine',
] as const;

const frontmatterSchema = z.strictObject({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  title: z.string(),
  since: z.string(),
});

/** One fenced example: `broken` must raise the finding at its marked lines, `fixed` must raise none. */
export interface DocExample {
  readonly kind: 'broken' | 'fixed';
  readonly text: string;
  /** Lines of the example, counted from 1, that a comment marks with the code. */
  readonly markedLines: readonly number[];
}

/** The doc.md of a check, taken apart. */
export interface CheckDoc extends z.infer<typeof frontmatterSchema> {
  readonly headings: readonly string[];
  readonly examples: readonly DocExample[];
  /** The Markdown below the frontmatter. */
  readonly body: string;
}

/** Reads a doc.md; throws a sentence where it is not of the form that CONTRIBUTING asks for. */
export function readCheckDoc(text: string): CheckDoc {
  const [, frontmatter, body] =
    /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  if (frontmatter === undefined || body === undefined) {
    throw new Error('A doc.md must start with a frontmatter between two ---.');
  }
  const facts = frontmatterSchema.parse(parse(frontmatter));
  const examples = [
    ...body.matchAll(/^```yaml (broken|fixed)\n([\s\S]*?)^```$/gm),
  ].map(
    ([, kind, example]): DocExample => ({
      kind: kind === 'broken' ? 'broken' : 'fixed',
      text: example,
      markedLines: example
        .split('\n')
        .flatMap((line, index) =>
          line.includes(`# ${facts.code}`) ? [index + 1] : [],
        ),
    }),
  );
  const withoutCode = body.replace(/^```[\s\S]*?^```$/gm, '');
  return {
    ...facts,
    body,
    examples,
    headings: [...withoutCode.matchAll(/^## (.+)$/gm)].map(
      ([, heading]) => heading,
    ),
  };
}
