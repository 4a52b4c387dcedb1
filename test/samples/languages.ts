import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isCi } from '../../tools/test/mode.ts'
import { findProgram } from '../../tools/test/needs.ts'
import type { Case } from './cases.ts'

const samples = join(import.meta.dirname, '../../docs/samples/verify')

/** A language with the few lines that ask its sample: cases as JSON on stdin, a list of true and false on stdout. */
export interface Language {
  name: string
  program: string
  /** File name of the sample, and where beside the driver it has to stand. */
  sample: string
  place?: string
  driver: string
  source: string
  /** Other files that the language wants. */
  extra?: Record<string, string>
  args: readonly string[]
}

export const languages: readonly Language[] = [
  {
    name: 'Node.js',
    program: 'node',
    sample: 'verify.mjs',
    driver: 'driver.mjs',
    source: `import { readFileSync } from 'node:fs'
import { verifyPlain, verifyStandard } from './verify.mjs'
const cases = JSON.parse(readFileSync(0, 'utf8'))
const answers = cases.map(({ scheme, body, headers, secrets, now }) => scheme === 'plain'
  ? verifyPlain(Buffer.from(body), headers, secrets)
  : verifyStandard(Buffer.from(body), headers, secrets, now))
console.log(JSON.stringify(answers))`,
    args: ['driver.mjs'],
  },
  {
    name: 'Python',
    program: 'python3',
    sample: 'verify.py',
    driver: 'driver.py',
    source: `import json, sys
from email.message import Message
from verify import verify_plain, verify_standard

def ask(case):
    headers = Message()
    for name, value in case["headers"].items():
        headers[name] = value
    body = case["body"].encode()
    if case["scheme"] == "plain":
        return verify_plain(body, headers, case["secrets"])
    return verify_standard(body, headers, case["secrets"], case["now"])

print(json.dumps([ask(case) for case in json.loads(sys.stdin.buffer.read())]))`,
    args: ['-B', 'driver.py'],
  },
  {
    name: 'Go',
    program: 'go',
    sample: 'verify.go',
    place: 'webhook',
    driver: 'main.go',
    source: `package main

import (
	"encoding/json"
	"net/http"
	"os"
	"time"

	"driver/webhook"
)

type question struct {
	Scheme, Body string
	Headers      map[string]string
	Secrets      []string
	Now          int64
}

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		panic(err)
	}
	answers := []bool{}
	for _, one := range questions {
		header := http.Header{}
		for name, value := range one.Headers {
			header.Set(name, value)
		}
		if one.Scheme == "plain" {
			answers = append(answers, webhook.VerifyPlain([]byte(one.Body), header, one.Secrets))
		} else {
			answers = append(answers, webhook.VerifyStandard([]byte(one.Body), header, one.Secrets, time.Unix(one.Now, 0)))
		}
	}
	json.NewEncoder(os.Stdout).Encode(answers)
}`,
    extra: { 'go.mod': 'module driver\n\ngo 1.19\n' },
    args: ['run', '.'],
  },
  {
    name: 'PHP',
    program: 'php',
    sample: 'verify.php',
    driver: 'driver.php',
    source: `<?php
require 'verify.php';
$answers = array_map(fn ($case) => $case['scheme'] === 'plain'
    ? verifyPlain($case['body'], $case['headers'], $case['secrets'])
    : verifyStandard($case['body'], $case['headers'], $case['secrets'], $case['now']),
    json_decode(file_get_contents('php://stdin'), true));
echo json_encode($answers);`,
    args: ['driver.php'],
  },
]

/** True where the language is on this machine. Its absence is said in large letters, and fails under CI. */
export function isPresent({ name, program }: Language): boolean {
  if (findProgram(program) !== undefined) return true
  const message = `SKIPPED: the sample in ${name}, because there is no ${program}`
  if (isCi) throw new Error(message)
  console.log(`\n${'!'.repeat(78)}\n!! ${message}\n${'!'.repeat(78)}\n`)
  return false
}

/** What the sample of a language answers to each case, run as a program of that language. */
export function ask(language: Language, cases: readonly Case[]): boolean[] {
  const folder = mkdtempSync(join(tmpdir(), 'fabwire-sample-'))
  try {
    const place = join(folder, language.place ?? '')
    mkdirSync(place, { recursive: true })
    cpSync(join(samples, language.sample), join(place, language.sample))
    const files = { [language.driver]: language.source, ...language.extra }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const { stdout, stderr, status } = spawnSync(language.program, language.args, {
      cwd: folder,
      input: JSON.stringify(cases),
      encoding: 'utf8',
    })
    if (status !== 0 || stderr !== '') throw new Error(`${language.name}: ${stderr || `exit code ${status}`}`)
    return JSON.parse(stdout) as boolean[]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
