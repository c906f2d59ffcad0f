import assert from 'node:assert/strict';
import {test} from 'node:test';
import {counted, formatCount} from '../../source/domain/text/counted.ts';

test('large counts have commas between thousands', () => {
	const texts = [0, 999, 1000, 20_000_000_000, 1_234_567n].map(formatCount);
	assert.deepEqual(texts, ['0', '999', '1,000', '20,000,000,000', '1,234,567']);
	assert.deepEqual([counted(1, 'trial'), counted(12_000n, 'trial')], ['1 trial', '12,000 trials']);
});
