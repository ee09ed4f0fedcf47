package lb.proxy.settings;

/**
 * One rule of a list: where the condition holds, the action is taken. The lists are gone through in order until an action
 * ends one.
 */
public record Rule(Condition condition, RuleAction action) {}
