/**
 * A double as Python's `repr` prints it: shortest digits that round-trip, `.0` on whole numbers, an exponent below
 * 1e-4 and from 1e16 on, `nan`, `inf`, `-inf`. JavaScript prints the same digits but places the point otherwise.
 * Source: CPython `float_repr_style = short`, format code `r`.
 */
export function formatPythonFloat(value: number): string {
	if (Number.isNaN(value)) return 'nan';
	if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
	if (Object.is(value, -0)) return '-0.0';
	const magnitude = Math.abs(value);
	if (value === 0 || (magnitude >= 1e-4 && magnitude < 1e16)) {
		const text = String(value);
		if (!text.includes('e')) return text.includes('.') ? text : `${text}.0`;
	}
	const [digits = '', exponent = ''] = value.toExponential().split('e');
	const sign = exponent.startsWith('-') ? '-' : '+';
	return `${digits}e${sign}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`;
}
