// Browsers, a Java program, a file and the shell write in one text.
import { bothKinds } from './clients.mjs';
import { ask, scenario, until, untilSame } from './scenario.mjs';

await scenario(async (one, two, room) => {
  const clients = [...bothKinds('here', one, room), ...bothKinds('there', two, room)];
  const reads = (text) =>
    until(
      `all read ${JSON.stringify(text)}`,
      () => clients.every((client) => client.text.toString() === text),
      () => clients.map((client) => `\n${client.name} reads ${JSON.stringify(client.text.toString())}`).join(''),
    );
  await untilSame(clients);
  clients[0].text.insert(0, 'browser\n');
  await reads('browser\n');
  await ask('open it in Java and write');
  await reads('browser\njava\n');
  await ask('keep it in a file and write');
  await reads('browser\njava\nfile\n');
  await ask('put it with the shell');
  await reads('shell\nbrowser\njava\nfile\n');
  clients[3].text.insert(0, 'again\n');
  await reads('again\nshell\nbrowser\njava\nfile\n');
  await ask('look');
});
