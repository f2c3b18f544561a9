import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { hostMessages } from './messages/hostMessages';
import { otherMessages } from './messages/otherMessages';
import { pageMessages } from './messages/pageMessages';
import { requestMessages } from './messages/requestMessages';
import { waysMessages } from './messages/waysMessages';

/** Every text that people read or hear in this plugin, in English; override or translate it in the app. */
export const trafficTranslationRef = createTranslationRef({
  id: 'plugin.traffic',
  messages: {
    ...pageMessages,
    ...waysMessages,
    ...hostMessages,
    ...requestMessages,
    ...otherMessages,
  },
});
