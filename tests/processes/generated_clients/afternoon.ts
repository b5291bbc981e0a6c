// The same with the client that @hey-api/openapi-ts generates: node afternoon.js ADDRESS TOKEN DOMAIN
import { client } from './generated/client.gen';
import { getJob, listChanges, listDomains, submitScan } from './generated/sdk.gen';
import type { Job } from './generated/types.gen';

declare const process: { argv: string[]; exit(code: number): void };

async function main(address: string, token: string, domain: string): Promise<void> {
  client.setConfig({ baseUrl: address, auth: token, throwOnError: true });
  const accepted = await submitScan({
    body: { base_url: domain, max_pages: 3 },
    headers: { 'Idempotency-Key': 'one-afternoon' },
    throwOnError: true,
  });
  let job: Job;
  do {
    const path = { job_id: accepted.data.job_id };
    job = (await getJob({ path, query: { wait: 10 }, throwOnError: true })).data;
  } while (job.progress < 1);
  const query = { has_email: true, page_size: 10 };
  const listed = await listDomains({ query, throwOnError: true });
  const changes = await listChanges({ throwOnError: true });
  const found = {
    status: job.status,
    domains: listed.data.results.map((row) => [row.domain, row.email_addresses]),
    changes: changes.data.results.map((change) => [change.domain, change.status]),
  };
  console.log(JSON.stringify(found));
}

main(process.argv[2]!, process.argv[3]!, process.argv[4]!).catch((error) => {
  console.error(error);
  process.exit(1);
});
