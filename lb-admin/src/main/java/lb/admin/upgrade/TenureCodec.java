package lb.admin.upgrade;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lb.ha.HeardPeer;
import lb.ha.Tenure;
import lb.ha.settings.AddressText;
import lb.ha.vrrp.Candidate;
import lb.ha.vrrp.RouterState;

/** What virtual routers have come to, as JSON. Times are of the machine's monotonic clock, which both processes read. */
final class TenureCodec {
    private TenureCodec() {}

    /** Goes through all of it: what a JVM does for the first time takes it milliseconds, and nobody speaks for the node meanwhile. */
    static void rehearse() {
        Candidate self = new Candidate(1, InetAddress.getLoopbackAddress());
        List<RouterState> states = List.of(
                new RouterState.Initialize(""),
                new RouterState.Backup(self, 1, 1, false, 1L, ""),
                new RouterState.Master(self, 1, ""));
        for (RouterState state : states) {
            Tenure tenure = new Tenure(
                    "rehearsal", state, false, 0, List.of(new HeardPeer(self.address(), 1, 1, 1)), 1, Instant.EPOCH, 0);
            try {
                read(JsonParser.parseString(json(List.of(tenure)).toString()).getAsJsonObject());
            } catch (UpgradeException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static JsonObject json(List<Tenure> tenures) {
        JsonArray all = new JsonArray();
        for (Tenure tenure : tenures) {
            JsonObject json = json(tenure.state());
            json.addProperty("name", tenure.virtualRouter());
            json.addProperty("yielded", tenure.yielded());
            json.addProperty("sequence", tenure.sequence());
            JsonArray peers = new JsonArray();
            tenure.peers().forEach(peer -> peers.add(json(peer)));
            json.add("peers", peers);
            json.addProperty("due_at", tenure.dueAt());
            json.addProperty("since", tenure.since().toString());
            json.addProperty("became_master", tenure.becameMaster());
            all.add(json);
        }
        JsonObject whole = new JsonObject();
        whole.add("virtual_routers", all);
        return whole;
    }

    private static JsonObject json(HeardPeer peer) {
        JsonObject json = new JsonObject();
        json.addProperty("address", AddressText.of(peer.address()));
        json.addProperty("priority", peer.priority());
        json.addProperty("heard_at", peer.heardAt());
        json.addProperty("adverts", peer.adverts());
        return json;
    }

    private static JsonObject json(RouterState state) {
        JsonObject json = new JsonObject();
        json.addProperty("state", state.name().name());
        json.addProperty("why", state.why());
        switch (state) {
            case RouterState.Initialize _ -> {}
            case RouterState.Backup backup -> {
                self(json, backup.self());
                json.addProperty("master_interval", backup.masterInterval());
                json.addProperty("patience_ends", backup.patienceEnds());
                json.addProperty("believed", backup.believed());
                if (backup.preemptAt() != null) {
                    json.addProperty("preempt_at", backup.preemptAt());
                }
            }
            case RouterState.Master master -> {
                self(json, master.self());
                json.addProperty("advert_at", master.advertAt());
            }
        }
        return json;
    }

    private static void self(JsonObject json, Candidate self) {
        json.addProperty("priority", self.priority());
        // Without the interface of a link-local one, which is that of the virtual router.
        json.addProperty("address", AddressText.of(self.address()));
    }

    /** @throws UpgradeException when it is not what {@link #json} makes */
    static List<Tenure> read(JsonObject whole) throws UpgradeException {
        try {
            List<Tenure> tenures = new ArrayList<>();
            for (JsonElement element : whole.getAsJsonArray("virtual_routers")) {
                JsonObject json = element.getAsJsonObject();
                tenures.add(new Tenure(
                        json.get("name").getAsString(),
                        state(json),
                        json.get("yielded").getAsBoolean(),
                        json.get("sequence").getAsInt(),
                        peers(json.getAsJsonArray("peers")),
                        // One that does not say so has only just stood still.
                        json.has("due_at") ? json.get("due_at").getAsLong() : System.nanoTime(),
                        Instant.parse(json.get("since").getAsString()),
                        json.get("became_master").getAsLong()));
            }
            return tenures;
        } catch (RuntimeException e) {
            throw new UpgradeException("what it says of its virtual IPs cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<HeardPeer> peers(JsonArray all) {
        List<HeardPeer> peers = new ArrayList<>();
        for (JsonElement element : all) {
            JsonObject json = element.getAsJsonObject();
            peers.add(new HeardPeer(
                    InetAddress.ofLiteral(json.get("address").getAsString()),
                    json.get("priority").getAsInt(),
                    json.get("heard_at").getAsLong(),
                    json.get("adverts").getAsLong()));
        }
        return peers;
    }

    private static RouterState state(JsonObject json) {
        String why = json.get("why").getAsString();
        String state = json.get("state").getAsString();
        return switch (state) {
            case "INITIALIZE" -> new RouterState.Initialize(why);
            case "BACKUP" ->
                new RouterState.Backup(
                        self(json),
                        json.get("master_interval").getAsLong(),
                        json.get("patience_ends").getAsLong(),
                        json.get("believed").getAsBoolean(),
                        json.has("preempt_at")
                                ? Long.valueOf(json.get("preempt_at").getAsLong())
                                : null,
                        why);
            case "MASTER" ->
                new RouterState.Master(self(json), json.get("advert_at").getAsLong(), why);
            default -> throw new IllegalArgumentException("state " + state);
        };
    }

    private static Candidate self(JsonObject json) {
        return new Candidate(
                json.get("priority").getAsInt(),
                InetAddress.ofLiteral(json.get("address").getAsString()));
    }
}
