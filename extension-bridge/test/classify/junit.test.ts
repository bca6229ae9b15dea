import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countJUnit } from '../../src/classify/junit.ts';
import { Generator } from './generator.ts';

const pair = (xml: string): [number, number] | undefined => {
  const counts = countJUnit(xml);
  return counts && [counts.passed, counts.failed];
};

test('The report of pytest is counted: the numbers are in its suite, none in the root.', () => {
  const xml = `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite
    name="pytest" errors="1" failures="3" skipped="3" tests="10" time="0.075" hostname="h">
    <testcase classname="test_a" name="test_bad"><failure message="assert 1 == 2">def &lt;x&gt;
    </failure></testcase></testsuite></testsuites>`;
  assert.deepEqual(pair(xml), [3, 4]);
});

test('The numbers of a root hold for all within it.', () => {
  const xml = `<testsuites name="jest tests" tests="5" failures="1" errors="0" time="0.9">
    <testsuite name="a" errors="0" failures="1" skipped="0" tests="3"/>
    <testsuite name="b" errors="0" failures="0" skipped="0" tests="2"/></testsuites>`;
  assert.deepEqual(pair(xml), [4, 1]);
});

test('A suite within a suite is counted once, and suites beside it add up.', () => {
  const xml = `<testsuites>
    <testsuite name="all" tests="6" assertions="9" errors="1" failures="1" skipped="1">
      <testsuite name="one" tests="4" errors="1" failures="0" skipped="0"/>
      <testsuite name="two" tests="2" errors="0" failures="1" skipped="1"></testsuite>
    </testsuite>
    <testsuite name="other" tests="2" failures="0" errors="0" skipped="0"/>
  </testsuites>`;
  assert.deepEqual(pair(xml), [5, 2]);
});

test('The report of a class by Maven or Gradle is a suite alone.', () => {
  const xml = `<?xml version='1.0'?><testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    name="a.B" time='0.1' tests='4' errors='0' skipped='1' failures='1'><properties>
    <property name="x" value="tests=&quot;9&quot;"/></properties></testsuite>`;
  assert.deepEqual(pair(xml), [2, 1]);
});

test('Without numbers the test cases are counted, each once.', () => {
  const xml = `<testsuites><testsuite name="a" tests="9">
    <testcase name="1"/><testcase name="2"></testcase>
    <testcase name="3"><failure/><failure/></testcase>
    <testcase name="4"><error>x</error></testcase>
    <testcase name="5"><skipped/></testcase><error/></testsuite></testsuites>`;
  assert.deepEqual(pair(xml), [2, 2]);
});

test('Namespaces, comments, text sections and document types are looked past.', () => {
  const xml = `\ufeff<?xml version="1.0"?><!DOCTYPE j [<!ENTITY a "<testsuite tests='9' failures='9'/>">]>
    <!-- <testsuite tests="9" failures="9"> -->
    <j:testsuite j:tests="2" j:failures="0" name="a > b <c> '"><![CDATA[<testsuite tests="9"
    failures="9"/>]]></j:testsuite>`;
  assert.deepEqual(pair(xml), [2, 0]);
});

test('What is no report has no counts.', () => {
  for (const text of [
    '',
    'tests="3"',
    '<coverage line-rate="1"/>',
    '{"tests": 3}',
    '<testcase/>',
    '<',
  ]) {
    assert.equal(countJUnit(text), undefined, text);
  }
});

test('A report that is still being written counts as far as it goes.', () => {
  assert.deepEqual(pair('<testsuite tests="2" failures="1"><testcase name="a'), [1, 1]);
  assert.equal(pair('<testsuite tests="2" failures="1'), undefined);
});

test('Numbers that are none are looked past.', () => {
  const xml = '<testsuite tests="-3" failures="1e9" errors="99999999999"><testcase/></testsuite>';
  assert.deepEqual(pair(xml), [1, 0]);
});

test('A hostile report costs no more than its length, and never throws.', () => {
  const generator = new Generator(5);
  const pieces =
    '<|>|/|testsuite|testsuites| |tests="|3|"|\'|=|<!--|-->|<![CDATA[|]]>|<?|?>|<!|[|]|a:|&lt;|testcase'.split(
      '|',
    );
  for (let i = 0; i < 20_000; i++) {
    const counts = countJUnit(generator.text(pieces, 60));
    assert.ok(!counts || (counts.passed >= 0 && counts.failed >= 0));
  }
  const start = performance.now();
  for (const piece of [
    '<',
    '<a ',
    '<testsuite ',
    '<testsuite a="',
    '<!--',
    '<![',
    "<testsuite '",
    'a=',
    'a ',
    '&lt;',
  ]) {
    countJUnit(`<testsuite ${piece.repeat(400_000 / piece.length)}`);
    countJUnit(`<testsuite ${piece.repeat(400_000 / piece.length)}>`);
  }
  for (const piece of ['a', ' ', 'a\t', '=']) {
    countJUnit(`<testsuite b${piece.repeat(400_000 / piece.length)}>`);
  }
  assert.ok(performance.now() - start < 5_000);
});
