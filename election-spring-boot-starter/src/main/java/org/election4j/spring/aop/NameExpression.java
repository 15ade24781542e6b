// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.common.TemplateParserContext;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * The name of an election that differs by call, such as {@code billing-#{#tenant}}: a template of Spring's expressions that sees the arguments of
 * the method by name ({@code #tenant}, {@code #a0}), beans ({@code @tenants}), and the bean itself as the root.
 */
final class NameExpression {

    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    private final GuardedMethod guarded;
    private final String text;
    private final Expression expression;
    private final BeanFactory beans;

    private NameExpression(GuardedMethod guarded, String text, Expression expression, BeanFactory beans) {
        this.guarded = guarded;
        this.text = text;
        this.expression = expression;
        this.beans = beans;
    }

    /** The expression; null if the name is none. */
    static @Nullable NameExpression of(GuardedMethod guarded, String text, BeanFactory beans) {
        if (!text.contains("#{")) {
            return null;
        }
        try {
            Expression parsed = new SpelExpressionParser().parseExpression(text, new TemplateParserContext());
            return new NameExpression(guarded, text, parsed, beans);
        } catch (ParseException e) {
            throw OnLeaderRules.refuse(
                    guarded,
                    "its election '" + text + "' is no expression: " + e.getMessage(),
                    "Write it as in @OnLeader(\"billing-#{#tenant}\").");
        }
    }

    /** The election that a call is about. */
    String name(MethodInvocation invocation) {
        Object target = invocation.getThis();
        MethodBasedEvaluationContext context = new MethodBasedEvaluationContext(
                target == null ? guarded : target, guarded.method(), invocation.getArguments(), NAMES);
        context.setBeanResolver(new BeanFactoryResolver(beans));
        String name;
        try {
            name = expression.getValue(context, String.class);
        } catch (EvaluationException e) {
            throw new IllegalArgumentException(
                    guarded + ": the election '" + text + "' cannot be evaluated: " + e.getMessage()
                            + "; parameters have names if the class was compiled with -parameters, else #a0, #a1",
                    e);
        }
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException(guarded + ": the election '" + text + "' is empty for this call");
        }
        return name;
    }
}
