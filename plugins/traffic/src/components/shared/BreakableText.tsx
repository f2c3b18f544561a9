import { Fragment } from 'react';
import { breakText } from '../../model/breakText';

/** A long name that may be broken after its separators, before it is broken anywhere. */
export function BreakableText({ text }: { text: string }) {
  const parts = breakText(text);
  return (
    <>
      {parts.map((part, index) => (
        // Parts have no identity of their own; their order is that of the text.
        // eslint-disable-next-line react/no-array-index-key
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  );
}
