package io.zinc.gateway;

/** What stands in the workbench's place in a program that comes without it. */
final class StandIn {

    static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Zinc</title>
            <style>body { max-width: 34rem; margin: 15vh auto; padding: 0 1.5rem; font: 1rem/1.6 system-ui, sans-serif }</style>
            <h1>This gateway has no workbench</h1>
            <p>It is not in this program: add <code>zinc-web</code> to the class path.</p>
            <p>All else works: <a href="/api/documents">the documents</a>, <a href="/api/cluster">the cluster</a>, and editors
            that connect by the Yjs protocols.</p>
            </html>
            """;

    private StandIn() {}
}
