package lb.admin.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import lb.proxy.settings.AddressField;
import lb.proxy.settings.Forwarding.Parameter;
import lb.proxy.settings.Network;
import org.jspecify.annotations.Nullable;

/** Reads the fields that tell servers of a client's connection. */
final class AddressFieldReader {
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String ORIGINAL_TO = "X-Original-To";
    private static final Set<Parameter> FORWARDED = EnumSet.of(Parameter.FOR, Parameter.PROTO);

    private AddressFieldReader() {}

    static @Nullable AddressField forwardedFor(Section owner, @Nullable AddressField standard) {
        return read(owner, HttpKeys.FORWARDED_FOR, HttpKeys.FORWARDED_FOR_TABLE, FORWARDED_FOR, standard);
    }

    static @Nullable AddressField originalTo(Section owner, @Nullable AddressField standard) {
        return read(owner, HttpKeys.ORIGINAL_TO, HttpKeys.ORIGINAL_TO_TABLE, ORIGINAL_TO, standard);
    }

    private static @Nullable AddressField read(
            Section owner, Key<Object> key, Table table, String name, @Nullable AddressField standard) {
        var value = owner.value(key);
        if (value == null) {
            return standard;
        }
        if (!value.isObject()) {
            var flag = value.parsed(new Form.Switch(key.form().expected()));
            return flag != null && flag ? AddressField.named(name) : null;
        }
        var section = owner.section(key, table);
        return section == null
                ? standard
                : new AddressField(
                        section.get(HttpKeys.ADDRESS_HEADER, name),
                        networks(section),
                        section.get(HttpKeys.ADDRESS_IF_NONE, false));
    }

    private static List<Network> networks(Section section) {
        var networks = new ArrayList<Network>();
        var value = section.value(HttpKeys.ADDRESS_EXCEPT);
        if (value != null) {
            for (var element : value.elements()) {
                var network = element.parsed(new Form.Range());
                if (network != null) {
                    networks.add(network);
                }
            }
        }
        return networks;
    }

    static Set<Parameter> forwarded(Section owner, Set<Parameter> standard) {
        var value = owner.value(HttpKeys.FORWARDED);
        if (value == null) {
            return standard;
        }
        var expected = HttpKeys.FORWARDED.form().expected();
        if (!value.isList() && !value.isObject()) {
            var word = value.scalar().orElse("");
            if (!HttpKeys.FORWARDED_PARAMETER.words().containsKey(word)) {
                var flag = value.parsed(new Form.Switch(expected));
                return flag != null && flag ? FORWARDED : Set.of();
            }
        }
        var parameters = EnumSet.noneOf(Parameter.class);
        for (var element : value.elements()) {
            var parameter = element.parsed(HttpKeys.FORWARDED_PARAMETER);
            if (parameter != null) {
                parameters.add(parameter);
            }
        }
        return parameters;
    }
}
