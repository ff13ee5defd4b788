import { withoutQuotedBody } from '../../../nodes/shared/errors/quotedBody';

test.each([
	['422 - "{\\"error\\":{\\"status\\":422,\\"message\\":\\"A rule of the CRM forbids it\\"}}"', '422 - A rule of the CRM forbids it'],
	['400 - "{\\"errors\\":[{\\"detail\\":\\"email is taken\\"}]}"', '400 - email is taken'],
	['500 - "<html>down</html>"', '500 - <html>down</html>'],
	['404 - "{\\"code\\":7}"', '404 - {"code":7}'],
	['503 - "', '503 - "'],
	['{"title":"Gone"}', 'Gone'],
	['it broke', 'it broke'],
])('%s', (text, plain) => {
	expect(withoutQuotedBody(text)).toBe(plain);
});
