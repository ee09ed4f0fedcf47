package lb.admin.explain;

import java.util.List;
import lb.ha.settings.StaticSettings;

/** What a node has whoever is master. */
final class StaticText {
    private StaticText() {}

    /** None, where there is nothing. */
    static List<Paragraph> of(StaticSettings fixed) {
        if (fixed.isEmpty()) {
            return List.of();
        }
        Paragraph text = new Paragraph("For as long as it runs, this node has, whoever is master:");
        fixed.addresses().forEach(address -> text.add("address " + address.words() + " on " + address.interfaceName()));
        fixed.routes().forEach(route -> text.add("route " + route));
        fixed.rules().forEach(rule -> text.add("rule " + rule));
        return List.of(text);
    }
}
