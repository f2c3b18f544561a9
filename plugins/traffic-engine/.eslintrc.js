const { builtinModules } = require('node:module');

// The package boundary is the purity boundary (ARCHITECTURE.md): no Node, no clock, no randomness. Tests and the runner of
// scenarios (src/testing) read files.
const nodeBuiltins = builtinModules
  .filter(name => !name.startsWith('_'))
  .flatMap(name => [name, `node:${name}`])
  .map(name => ({
    name,
    message: 'The engine runs in a browser: no Node built-ins.',
  }));

module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  restrictedSrcImports: nodeBuiltins,
  restrictedSrcSyntax: [
    {
      selector:
        "MemberExpression[object.name='Date'][property.name='now'], NewExpression[callee.name='Date'][arguments.length=0], CallExpression[callee.name='Date']",
      message: 'The engine has no clock: `now` is an input.',
    },
    {
      selector: "MemberExpression[object.name='Math'][property.name='random']",
      message: 'The engine has no randomness: equal input, equal output.',
    },
    {
      selector: "MemberExpression[object.name='performance']",
      message: 'The engine has no clock: `now` is an input.',
    },
    {
      selector: "Identifier[name='process']",
      message: 'The engine has no environment: options are an input.',
    },
  ],
  overrides: [
    {
      files: [
        'src/testing/**',
        'src/conformance/**',
        'src/request/naive/**',
        'src/egress/naive/**',
        'src/**/*.test.ts',
      ],
      rules: { 'no-restricted-imports': 'off', 'no-restricted-syntax': 'off' },
    },
  ],
});
