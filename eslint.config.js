// What the linter looks for in the browser's side. Types, and with them names, are tsconfig.json's.

import { createRequire } from "node:module"
import { argv } from "node:process"

// the tools lie below the environment, not here: they are found from the linter that runs
const require = createRequire(argv[1])
const js = require("@eslint/js")
const globals = require("globals")

export default [
  { ignores: ["**/*.min.js"] }, // which an earlier version may have left
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "array-callback-return": ["error", { checkForEach: false }],
      "consistent-return": "error",
      "default-case-last": "error",
      eqeqeq: "error",
      "grouped-accessor-pairs": "error",
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "no-constructor-return": "error",
      "no-duplicate-imports": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-loop-func": "error",
      "no-new-wrappers": "error",
      "no-self-compare": "error",
      "no-sequences": "error",
      "no-shadow": "error",
      "no-template-curly-in-string": "error",
      "no-throw-literal": "error",
      "no-unmodified-loop-condition": "error",
      "no-unreachable-loop": "error",
      "no-unused-expressions": "error",
      "no-use-before-define": ["error", { functions: false, classes: false, variables: false }],
      "no-useless-assignment": "error",
      "no-var": "error",
      "prefer-const": "error",
      radix: ["error", "always"],
      "require-atomic-updates": "error",
      "symbol-description": "error",
    },
  },
  { files: ["static/*.js"], languageOptions: { globals: globals.browser } },
  // run by the browser in the page, which calls its functions
  {
    files: ["tests/browser/*.js"],
    languageOptions: { globals: globals.browser, sourceType: "script" },
    rules: { "no-unused-vars": "off" },
  },
  { files: ["tests/static/*.js", "eslint.config.js"], languageOptions: { globals: globals.nodeBuiltin } },
]
