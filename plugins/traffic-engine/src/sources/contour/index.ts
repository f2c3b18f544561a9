import { seenSource } from '../seenSource';
import { KINDS } from './kinds';

/** Contour: seen, not translated. */
export const contour = seenSource({
  id: 'contour',
  title: 'Contour',
  kinds: KINDS,
});
