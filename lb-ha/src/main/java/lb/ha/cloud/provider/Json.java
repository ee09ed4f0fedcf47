package lb.ha.cloud.provider;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import lb.ha.cloud.CloudException;

/** A JSON value (RFC 8259) that may hold anything, or nothing: what is not there is asked for without a fault. */
record Json(JsonElement value) {
    private static final Json NOTHING = new Json(JsonNull.INSTANCE);

    /** @param from whose answer it is */
    static Json parse(String from, String text) throws CloudException {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement value = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw notJson(from);
            }
            return new Json(value);
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw notJson(from);
        }
    }

    private static CloudException notJson(String from) {
        // A proxy's page in between, mostly: it may go away.
        return CloudException.passing(from + " has answered something that is no JSON");
    }

    Json at(String key) {
        JsonElement found = value instanceof JsonObject object ? object.get(key) : null;
        return found == null ? NOTHING : new Json(found);
    }

    /** The elements of an array; none where it is none. */
    List<Json> elements() {
        List<Json> elements = new ArrayList<>();
        if (value instanceof JsonArray array) {
            array.forEach(element -> elements.add(new Json(element)));
        }
        return elements;
    }

    boolean isObject() {
        return value.isJsonObject();
    }

    /** A string, a number or a truth value as text; empty for anything else. */
    String text() {
        return value.isJsonPrimitive() ? value.getAsString() : "";
    }
}
