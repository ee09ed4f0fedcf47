package lb.admin.upgrade;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import lb.ha.settings.StaticSettings;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;

/**
 * What of the machine a node has for its virtual IPs, in words: two processes of one node must mean the same, or what one leaves the other would not
 * know. Pure.
 */
public final class Holdings {
    private static final String FIXED = "static entries";

    private Holdings() {}

    /**
     * All of it.
     *
     * @param routers with a decision where their addresses are held
     */
    public static JsonObject of(List<VirtualRouterSettings> routers, StaticSettings fixed) {
        JsonObject all = new JsonObject();
        for (VirtualRouterSettings router : routers) {
            all.addProperty(router.name(), words(router));
        }
        if (!fixed.isEmpty()) {
            all.addProperty(FIXED, words(fixed));
        }
        return all;
    }

    private static String words(VirtualRouterSettings router) {
        return router.interfaceName() + ", router-id " + router.routerId() + ", version " + router.version() + ", "
                + router.held().stream().map(VirtualAddress::words).collect(Collectors.joining(" ")) + ", held by "
                + (router.holding().hold() == VirtualRouterSettings.Hold.PROCESS ? "the process" : router.device());
    }

    private static String words(StaticSettings fixed) {
        List<String> all = new ArrayList<>();
        fixed.addresses().forEach(one -> all.add(one.words() + " on " + one.interfaceName()));
        fixed.routes().forEach(one -> all.add("route " + one));
        fixed.rules().forEach(one -> all.add("rule " + one));
        return String.join(", ", all);
    }

    /**
     * Where two processes of one node do not mean the same.
     *
     * @return sentences; empty where they do, but for virtual IPs that only the new one has: those start as ever
     */
    public static List<String> differences(JsonObject old, JsonObject now) {
        List<String> differences = new ArrayList<>();
        for (String name : old.keySet()) {
            JsonElement after = now.get(name);
            String before = old.get(name).getAsString();
            String what = name.equals(FIXED) ? "the static entries" : "virtual IP \"" + name + "\"";
            if (after == null) {
                differences.add(what + " of the running node " + (name.equals(FIXED) ? "are" : "is")
                        + " not in the files any more (" + before + "): an upgrade takes over what there is; lb reload"
                        + " or a restart changes it");
            } else if (!after.getAsString().equals(before)) {
                differences.add(what + " of the running node: " + before + "; in the files now: " + after.getAsString()
                        + ": an upgrade takes over what there is; lb reload or a restart changes it");
            }
        }
        if (now.has(FIXED) && !old.has(FIXED)) {
            differences.add(
                    "the static entries are new in the files: an upgrade takes over what there is; a restart changes it");
        }
        return differences;
    }
}
