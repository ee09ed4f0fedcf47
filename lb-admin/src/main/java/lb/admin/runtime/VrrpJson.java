package lb.admin.runtime;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.util.Locale;
import lb.ha.HeardPeer;
import lb.ha.Transition;
import lb.ha.VirtualRouterStatus;
import lb.ha.VrrpTimers;
import lb.ha.lifeline.PeerStatus;
import lb.ha.settings.AddressText;
import org.jspecify.annotations.Nullable;

/** The virtual IPs as JSON; times in seconds, null for what is not known. */
public final class VrrpJson {
    private VrrpJson() {}

    /** All of them, and the lifelines. Any thread. */
    public static JsonObject of(VrrpAccess vrrp) {
        long now = vrrp.clock().nanoTime();
        JsonObject all = new JsonObject();
        all.addProperty("node", vrrp.node().name());
        all.addProperty("version", vrrp.node().version());
        all.addProperty("pid", vrrp.node().pid());
        all.addProperty("drain_seconds", seconds(vrrp.drain().get()));
        JsonArray routers = new JsonArray();
        vrrp.routers().get().forEach(router -> routers.add(router(router, now)));
        all.add("virtual_ips", routers);
        JsonArray lifelines = new JsonArray();
        vrrp.lifelines().get().forEach(peer -> lifelines.add(lifeline(peer)));
        all.add("lifelines", lifelines);
        return all;
    }

    private static JsonObject router(VirtualRouterStatus router, long now) {
        JsonObject it = new JsonObject();
        it.addProperty("name", router.name());
        it.addProperty("interface", router.interfaceName());
        it.addProperty("router_id", router.routerId());
        it.addProperty("vrrp_version", router.version());
        JsonArray addresses = new JsonArray();
        router.addresses().forEach(address -> addresses.add(AddressText.of(address)));
        it.add("addresses", addresses);
        it.addProperty("hold", router.holding().hold().name().toLowerCase(Locale.ROOT));
        it.addProperty("lease_seconds", seconds(router.holding().lease()));
        it.addProperty("state", router.state().name());
        it.addProperty("since", router.since().toString());
        it.addProperty("why", router.why());
        it.addProperty("yielded", router.yielded());
        it.addProperty("configured_priority", router.configuredPriority());
        it.addProperty("effective_priority", router.effectivePriority());
        it.addProperty("preempts", router.preempts());
        it.addProperty("usable", router.usable());
        it.addProperty("unusable_reason", router.unusableReason());
        VrrpTimers timers = router.timers();
        it.addProperty("advert_interval_seconds", seconds(timers.advertInterval()));
        it.addProperty("master_down_seconds", seconds(timers.masterDownInterval()));
        Long nextAt = timers.nextAt();
        it.add("timer_left_seconds", nextAt == null ? JsonNull.INSTANCE : new JsonPrimitive((nextAt - now) / 1e9));
        JsonArray peers = new JsonArray();
        router.peers().forEach(peer -> peers.add(peer(peer, now)));
        it.add("peers", peers);
        it.addProperty("became_master", router.becameMaster());
        it.addProperty("adverts_sent", router.advertsSent());
        it.addProperty("adverts_received", router.advertsReceived());
        JsonObject rejected = new JsonObject();
        router.advertsRejected().forEach(rejected::addProperty);
        it.add("adverts_rejected", rejected);
        it.addProperty("last_rejection", router.lastRejection());
        it.add("last_failover_seconds", length(router.transitions().lastFailover()));
        JsonArray transitions = new JsonArray();
        router.transitions().last().forEach(transition -> transitions.add(transition(transition)));
        it.add("transitions", transitions);
        return it;
    }

    private static JsonObject peer(HeardPeer peer, long now) {
        JsonObject it = new JsonObject();
        it.addProperty("address", AddressText.of(peer.address()));
        it.addProperty("priority", peer.priority());
        it.addProperty("heard_seconds_ago", (now - peer.heardAt()) / 1e9);
        it.addProperty("adverts", peer.adverts());
        return it;
    }

    private static JsonObject transition(Transition transition) {
        JsonObject it = new JsonObject();
        it.addProperty("at", transition.at().toString());
        it.addProperty("from", transition.from().name());
        it.addProperty("to", transition.to().name());
        it.addProperty("why", transition.why());
        it.add("without_owner_seconds", length(transition.withoutOwner()));
        return it;
    }

    private static JsonObject lifeline(PeerStatus peer) {
        JsonObject it = new JsonObject();
        it.addProperty("node", peer.node());
        it.addProperty("address", AddressText.of(peer.address()));
        it.addProperty("state", peer.state().name());
        it.addProperty("since", peer.since().toString());
        it.addProperty("why", peer.why());
        it.add(
                "round_trip_seconds",
                peer.roundTripNanos() < 0 ? JsonNull.INSTANCE : new JsonPrimitive(peer.roundTripNanos() / 1e9));
        it.addProperty("connections", peer.connections());
        return it;
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static JsonElement length(@Nullable Duration time) {
        return time == null ? JsonNull.INSTANCE : new JsonPrimitive(seconds(time));
    }
}
