import { matchLabels } from '../match/labels';
import { parseLabelSelector } from './parseLabelSelector';

const labels = { app: 'cart', 'shop.example/tier': 'web' };

describe('parseLabelSelector', () => {
  it.each([
    { text: 'app=cart', expected: true },
    { text: 'app==cart', expected: true },
    { text: 'app = cart , shop.example/tier=web', expected: true },
    { text: 'app!=cart', expected: false },
    { text: 'absent!=cart', expected: true },
    { text: 'app in (cart, orders),shop.example/tier', expected: true },
    { text: 'app notin (cart)', expected: false },
    { text: '!app', expected: false },
    { text: '! absent', expected: true },
    { text: 'app=', expected: false },
  ])('reads "$text"', ({ text, expected }) => {
    const parsed = parseLabelSelector(text);
    expect(parsed.ok && matchLabels(parsed.selector, labels)).toBe(expected);
  });

  it.each([
    { text: '', part: 'empty' },
    { text: 'app==,=cart', part: '"=cart"' },
    { text: 'app in cart', part: '"app in cart"' },
    { text: 'a b', part: '"a b"' },
  ])('says what it does not understand in "$text"', ({ text, part }) => {
    const parsed = parseLabelSelector(text);
    expect(!parsed.ok && parsed.message).toContain(part);
  });
});
