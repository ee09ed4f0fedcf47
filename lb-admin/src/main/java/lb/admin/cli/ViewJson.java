package lb.admin.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import lb.admin.cli.NodeView.Row;

/** What a node tells, for programs: HAProxy's names, numbers as numbers. Pure. */
final class ViewJson {
    private ViewJson() {}

    static String of(NodeView view, boolean well) {
        JsonObject all = new JsonObject();
        all.addProperty("well", well);
        all.add("info", object(view.info()));
        all.add("frontends", rows(view.of('F')));
        all.add("backends", rows(view.of('B')));
        all.add("servers", rows(view.of('S')));
        all.add("vrrp", view.vrrp());
        return all.toString();
    }

    static JsonArray rows(List<Row> rows) {
        JsonArray all = new JsonArray();
        rows.forEach(row -> all.add(object(row.values())));
        return all;
    }

    private static JsonObject object(Map<String, String> values) {
        JsonObject object = new JsonObject();
        values.forEach((name, value) -> object.add(name, value(value)));
        return object;
    }

    private static JsonElement value(String text) {
        return text.matches("-?[0-9]{1,18}") ? new JsonPrimitive(Long.parseLong(text)) : new JsonPrimitive(text);
    }
}
