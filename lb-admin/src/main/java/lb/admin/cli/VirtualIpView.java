package lb.admin.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One virtual IP as the node tells of it ({@code show vrrp json}).
 *
 * @param node name of the node that is asked
 * @param drain how long its clients are led away at most
 * @param masterDown for how long a master is silent at least before the node takes its place
 * @param heard the node whose advert was the last to be heard; null before any
 */
record VirtualIpView(
        String node,
        Duration drain,
        String state,
        String why,
        boolean yielded,
        int configuredPriority,
        int effectivePriority,
        boolean preempts,
        Duration masterDown,
        @Nullable Heard heard) {

    /** A node as its last advert shows it; priority 0: it has stopped being master. */
    record Heard(String address, int priority, Duration ago) {}

    /** What there is in an answer: the names, and the one that is looked for. */
    record Found(List<String> names, @Nullable VirtualIpView view) {}

    boolean isMaster() {
        return state.equals("MASTER");
    }

    /** @throws JsonParseException or another runtime exception when it is not what a node answers */
    static Found of(String json, String name) {
        JsonObject all = JsonParser.parseString(json).getAsJsonObject();
        List<String> names = new ArrayList<>();
        VirtualIpView view = null;
        for (JsonElement element : all.getAsJsonArray("virtual_ips")) {
            JsonObject router = element.getAsJsonObject();
            names.add(router.get("name").getAsString());
            if (names.getLast().equals(name)) {
                view = view(all, router);
            }
        }
        return new Found(names, view);
    }

    private static VirtualIpView view(JsonObject all, JsonObject router) {
        return new VirtualIpView(
                all.get("node").getAsString(),
                time(all, "drain_seconds"),
                router.get("state").getAsString(),
                router.get("why").getAsString(),
                router.get("yielded").getAsBoolean(),
                router.get("configured_priority").getAsInt(),
                router.get("effective_priority").getAsInt(),
                router.get("preempts").getAsBoolean(),
                time(router, "master_down_seconds"),
                heard(router));
    }

    private static @Nullable Heard heard(JsonObject router) {
        Heard last = null;
        for (JsonElement element : router.getAsJsonArray("peers")) {
            JsonObject peer = element.getAsJsonObject();
            Duration ago = time(peer, "heard_seconds_ago");
            if (last == null || ago.compareTo(last.ago()) < 0) {
                last = new Heard(
                        peer.get("address").getAsString(), peer.get("priority").getAsInt(), ago);
            }
        }
        return last;
    }

    private static Duration time(JsonObject of, String key) {
        return Duration.ofNanos((long) (of.get(key).getAsDouble() * 1e9));
    }
}
