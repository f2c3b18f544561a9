// The cases are data: a runner makes tests of them, so their assertions stand outside of any `it`.
module.exports = {
  rules: {
    'jest/no-standalone-expect': 'off',
    'jest/expect-expect': 'off',
    'jest/no-export': 'off',
    'jest/no-disabled-tests': 'off',
    'jest/valid-title': 'off',
  },
};
