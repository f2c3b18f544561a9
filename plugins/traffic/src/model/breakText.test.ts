import { breakText, countLines } from './breakText';

describe('breakText', () => {
  it.each([
    ['https://shop.example/*', ['https://', 'shop.', 'example/*']],
    ['shop/cart-v2', ['shop/', 'cart-', 'v2']],
    ['a. b', ['a. b']],
    ['', ['']],
  ])('%s', (text, parts) => {
    expect(breakText(text)).toEqual(parts);
  });
});

describe('countLines', () => {
  it.each([
    { text: 'shop/cart', width: 20, lines: 1 },
    { text: 'images.s3.eu-central-1.amazonaws.com', width: 14, lines: 3 },
    { text: 'Pods with app=redis in namespace data', width: 14, lines: 3 },
    { text: 'x'.repeat(30), width: 10, lines: 3 },
  ])('$text in lines of $width: $lines', ({ text, width, lines }) => {
    expect(countLines(text, width)).toBe(lines);
  });
});
