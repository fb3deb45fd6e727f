"""Equations, integrals, limits and matrices, by SymPy."""
# wheels: sympy==1.14.0 mpmath==1.4.1
from sympy import *
x,y = symbols('x y')
print(solve(x**2-5*x+6,x), solve([x+y-3,x-y-1],[x,y]), integrate(sin(x)*exp(x),x), integrate(1/(1+x**2),(x,-oo,oo)))
print(simplify(sin(x)**2+cos(x)**2), factor(x**6-1), limit(sin(x)/x,x,0), series(exp(x),x,0,5), diff(x**x,x))
print(Matrix([[1,2],[3,4]]).inv(), N(pi,50), isprime(2**61-1), factorint(2**64-1)); pprint(Integral(sqrt(1/x),x)); print(latex(Sum(1/x**2,(x,1,oo))), dsolve(Function('f')(x).diff(x)-Function('f')(x)))
