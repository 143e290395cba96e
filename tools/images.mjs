// Screenshots of pages, run by images.py: node images.mjs JOBS.json. A job is {page, image, width, height, scheme, policy,
// accessible}; where a page must be accessible and axe-core finds that it is not, that is said, and the exit code is 1.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import puppeteer from 'puppeteer-core';

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const jobs = JSON.parse(fs.readFileSync(process.argv[2]));
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
for (const job of jobs) {
  const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' };
  const server = http.createServer((request, response) => {
    const file = path.join(path.dirname(job.page), path.basename(request.url));
    const head = { 'content-type': types[path.extname(file)] ?? 'text/plain' };
    if (job.policy) head['content-security-policy'] = job.policy;
    fs.readFile(file, (error, body) => response.writeHead(error ? 404 : 200, head).end(body));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const page = await browser.newPage();
  await page.setViewport({ width: job.width, height: job.height });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: job.scheme }]);
  const url = `http://127.0.0.1:${server.address().port}/${path.basename(job.page)}`;
  await page.goto(url, { waitUntil: 'networkidle0' });
  await page.screenshot({ path: job.image });
  if (job.accessible) {
    await page.evaluate(() => document.querySelectorAll('details').forEach((folded) => (folded.open = true)));
    await page.addScriptTag({ path: 'axe.min.js' });
    const found = await page.evaluate((values) => axe.run(document, { runOnly: { type: 'tag', values } }), STANDARDS);
    for (const { id, help, nodes } of found.violations) {
      console.error(`${path.basename(job.image)}: ${id}: ${help}: ${nodes[0].html}`);
      process.exitCode = 1;
    }
  }
  await page.close();
  server.close();
}
await browser.close();
