package lb.admin.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Pattern;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.Prefix;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualAddress.Scope;
import org.jspecify.annotations.Nullable;

/** Reads one address, one that moves or a static one: alone, as an object, or as keepalived's line. */
final class VirtualAddressReader {
    private static final Pattern PREFIX = Pattern.compile("(.*)/(\\d{1,3})");

    private VirtualAddressReader() {}

    /**
     * The address; null when it is none, which is said.
     *
     * @param prefix of its keys in messages, such as {@code addresses.}
     */
    static @Nullable VirtualAddress read(Value value, String prefix) {
        if (!value.isObject() && !IpWords.isLine(value)) {
            return moving(value, address(value, value.scalar().orElse("")));
        }
        var section = section(value, MovedKeys.VIRTUAL_ADDRESS, prefix);
        var address = section == null ? null : read(section, section.get(MovedKeys.INTERFACE));
        return moving(value, address);
    }

    /** One with its interface; null when it is none, which is said. */
    static @Nullable VirtualAddress readStatic(Value value) {
        var prefix = StaticKeys.STATIC.name() + "." + StaticKeys.ADDRESSES.name() + ".";
        var section = section(value, StaticKeys.ADDRESS_TABLE, prefix);
        if (section == null) {
            return null;
        }
        var interfaceName = section.required(StaticKeys.INTERFACE);
        var address = read(section, interfaceName);
        return interfaceName == null ? null : address;
    }

    private static @Nullable Section section(Value value, Table table, String prefix) {
        var object = value.isObject()
                ? value
                : value.scalar().isPresent() ? IpWords.object(value, table, MovedKeys.ADDRESS, null) : value;
        return object == null ? null : Section.of(object, table, value.title(), prefix);
    }

    private static @Nullable VirtualAddress moving(Value value, @Nullable VirtualAddress address) {
        if (address != null && address.hasNetwork()) {
            value.warning(
                    "\"%s\" is held as /%d, so that it never is a source address; where the interface has no other address in %s, its route moves with it"
                            .formatted(
                                    address.words(),
                                    VirtualAddress.bits(address.address()),
                                    Prefix.around(address.address(), address.prefix())));
        }
        return address;
    }

    private static @Nullable VirtualAddress read(Section section, @Nullable String interfaceName) {
        var label = section.get(MovedKeys.LABEL);
        var scope = section.orStandard(MovedKeys.SCOPE);
        var written = section.value(MovedKeys.ADDRESS);
        if (written == null) {
            section.missing(MovedKeys.ADDRESS, "an IP address");
            return null;
        }
        var plain = address(written, written.scalar().orElse(""));
        if (plain == null) {
            return null;
        }
        if (plain.family() == AddressFamily.IPV6) {
            section.wrong(MovedKeys.LABEL, "only for IPv4; the kernel has no labels of IPv6");
            var own = plain.address().isLinkLocalAddress() ? Scope.LINK : Scope.GLOBAL;
            if (section.has(MovedKeys.SCOPE) && scope != own) {
                section.wrong(
                        MovedKeys.SCOPE,
                        "expected: %s, which the kernel finds out by itself from an IPv6 address"
                                .formatted(own == Scope.LINK ? "link" : "global"));
            }
        }
        return new VirtualAddress(plain.address(), plain.prefix(), interfaceName, label, scope);
    }

    private static @Nullable VirtualAddress address(Value value, String text) {
        var prefix = PREFIX.matcher(text);
        try {
            if (text.indexOf('%') >= 0) {
                throw new ValueException("expected: an address without a zone; interface tells where it is");
            }
            var address = Addresses.literal(prefix.matches() ? prefix.group(1) : text)
                    .orElseThrow(() -> new ValueException("expected: an IP address"));
            refuseImpossible(address);
            var bits = VirtualAddress.bits(address);
            var length = prefix.matches() ? Integer.parseInt(prefix.group(2)) : bits;
            if (length < 1 || length > bits) {
                throw new ValueException(
                        "expected: %s, or one with a prefix length of 1 to %d".formatted(kind(address), bits));
            }
            return new VirtualAddress(address, length, null, null, Scope.GLOBAL);
        } catch (ValueException e) {
            value.wrong(e.detail());
            return null;
        }
    }

    private static void refuseImpossible(InetAddress address) throws ValueException {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isMulticastAddress()
                || (address instanceof Inet4Address && (address.getAddress()[0] & 0xff) >= 240)) {
            throw new ValueException("expected: " + kind(address) + " that one machine can have");
        }
    }

    private static String kind(InetAddress address) {
        return "an " + AddressFamily.of(address).label() + " address";
    }
}
