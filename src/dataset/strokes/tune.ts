export const J = {
  beyond: 1.4,
  tremor: 5,
  rho: 0.65,
  warp: 0.15,
  balance: 0.15,
  slant0: 0.1,
  slant: 0.25,
  shear: 0.12,
  aspect: 0.2,
  thick0: 0.62,
  thick: 0.65,
  soft: 1,
  softv: 0.15,
  gain: 1.15,
  pen: [1.08, 1.08, 1, 1, 0.94, 0.94, 0.94, 1, 0.88, 0.9],
};
if (process.env.J) Object.assign(J, JSON.parse(process.env.J));
