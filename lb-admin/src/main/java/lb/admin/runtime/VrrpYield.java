package lb.admin.runtime;

import java.util.List;
import lb.admin.config.RuntimeSettings.Level;

/** Leaves the addresses of a virtual IP to other nodes. */
record VrrpYield(VrrpAccess vrrp) implements Command {
    @Override
    public String words() {
        return "vrrp yield";
    }

    @Override
    public String parameters() {
        return "<name>";
    }

    @Override
    public String means() {
        return "leave its addresses to other nodes, until it is resumed";
    }

    @Override
    public Level level() {
        return Level.ADMIN;
    }

    @Override
    public String answer(List<String> arguments, Caller caller) throws CommandException {
        String name = vrrp.named(arguments).name();
        vrrp.audit().accept("runtime socket: " + caller + " says: vrrp yield " + name);
        vrrp.yield().accept(name);
        return "";
    }
}
