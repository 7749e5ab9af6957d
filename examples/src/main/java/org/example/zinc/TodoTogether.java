package org.example.zinc;

import io.zinc.core.Ack;
import io.zinc.core.Endpoint;
import io.zinc.documents.Documents;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Two people and one to-do list, a kind of document that is made here: see {@link TodoList}. */
public final class TodoTogether {

    public static void main(String[] arguments) throws Exception {
        try (Endpoint host = Endpoint.host("todo").bind("tcp://127.0.0.1:0").open();
                Documents hosted = Documents.on(host);
                Endpoint here = Endpoint.client("todo").join(host.address()).open();
                Endpoint there = Endpoint.client("todo").join(host.address()).open();
                Documents annas = Documents.on(here);
                Documents bens = Documents.on(there)) {
            TodoList anna = annas.open("shopping", TodoList.KIND);
            anna.add("milk").await(Ack.SEQUENCED);
            anna.add("bred").await(Ack.SEQUENCED);

            TodoList ben = bens.open("shopping", TodoList.KIND);
            // at once, and of the same item: both count
            ben.tickOff(1);
            anna.stopCapturing(); // edits within half a second are undone together, unless one says so
            anna.rename(1, "bread");

            List<TodoList.Item> expected = List.of(new TodoList.Item("milk", false), new TodoList.Item("bread", true));
            System.out.println("Anna sees both changes: " + shows(anna, expected));
            System.out.println("Ben sees both changes: " + shows(ben, expected));
            anna.undo();
            System.out.println("undone: " + shows(ben, List.of(expected.get(0), new TodoList.Item("bred", true))));
        }
    }

    /** Waits for a list to show something. */
    private static boolean shows(TodoList list, List<TodoList.Item> items) throws InterruptedException {
        for (int i = 0; i < 1_000 && !list.items().equals(items); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return list.items().equals(items);
    }

    private TodoTogether() {}
}
