package lb.ha.address;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The alias of a device with a virtual MAC address, by which the next run knows it when this one is killed, such as {@code lb
 * virtual-mac eth0 arp_ignore=0 arp_announce=0}.
 *
 * @param interfaceName the interface that it is on; empty when that is not known
 * @param before how settings of that interface were before this program changed them
 */
record VirtualMacAlias(String interfaceName, List<Setting> before) {
    private static final String MARK = "lb virtual-mac";
    // It becomes part of a path.
    private static final Pattern INTERFACE = Pattern.compile("(?!\\.\\.?$)[^/\\s]{1,15}");
    private static final Pattern SETTING = Pattern.compile("(arp_ignore|arp_announce)=([0-9])");

    VirtualMacAlias {
        before = List.copyOf(before);
    }

    /** A setting of an interface, and its value. */
    record Setting(String name, int value) {}

    /** What an alias says; null when it is none of ours. Words that are not known are passed over. */
    static @Nullable VirtualMacAlias parse(String alias) {
        if (!alias.equals(MARK) && !alias.startsWith(MARK + " ")) {
            return null;
        }
        List<String> words = List.of(alias.substring(MARK.length()).strip().split(" "));
        if (!INTERFACE.matcher(words.getFirst()).matches()) {
            return new VirtualMacAlias("", List.of());
        }
        List<Setting> before = new ArrayList<>();
        for (String word : words.subList(1, words.size())) {
            Matcher setting = SETTING.matcher(word);
            if (setting.matches()) {
                before.add(new Setting(setting.group(1), Integer.parseInt(setting.group(2))));
            }
        }
        return new VirtualMacAlias(words.getFirst(), before);
    }

    /** The alias itself, in ASCII where the name of the interface is. */
    String text() {
        StringBuilder text = new StringBuilder(MARK).append(' ').append(interfaceName);
        before.forEach(
                setting -> text.append(' ').append(setting.name()).append('=').append(setting.value()));
        return text.toString();
    }
}
