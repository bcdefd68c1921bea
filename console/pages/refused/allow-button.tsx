/** Lets a delivery pass whose body came under other names before, when it comes next. */
import { answered, api } from '../../api/client.js';
import { allowLine } from '../../commands/refused-lines.js';
import { WriteButton } from '../../parts/write-button.js';

export function AllowButton({ messageId, route }: { readonly messageId: string; readonly route: string }) {
  return (
    <WriteButton
      label="Allow"
      title={`Allow ${messageId}`}
      says="The next copy of this delivery passes, within the dedupe window. Nothing is sent now: the provider has to come again."
      line={allowLine(messageId, route)}
      run={async () => {
        await answered(
          api.POST('/refused/{id}/allow', { params: { path: { id: messageId }, query: { route } } }),
        );
        return 'Its next copy passes.';
      }}
    />
  );
}
