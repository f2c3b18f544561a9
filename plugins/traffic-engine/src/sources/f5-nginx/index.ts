import { seenSource } from '../seenSource';
import { KINDS } from './kinds';

/** F5 NGINX: seen, not translated. */
export const f5Nginx = seenSource({
  id: 'f5-nginx',
  title: 'F5 NGINX',
  kinds: KINDS,
});
