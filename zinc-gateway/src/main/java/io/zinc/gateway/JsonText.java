package io.zinc.gateway;

import io.vertx.core.json.JsonObject;

/** Small JSON texts. */
final class JsonText {

    private JsonText() {}

    /** An object of texts: a key, its value, and so on. */
    static String object(String... keysAndValues) {
        JsonObject object = new JsonObject();
        for (int i = 0; i + 1 < keysAndValues.length; i += 2) {
            object.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return object.encode();
    }
}
